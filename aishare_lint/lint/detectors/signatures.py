"""What gives exploits away: families of signatures, each with its weight and the words to say it.

Patterns see lower case. Each signature has words of which one must stand in the text before its pattern is tried, so that ordinary text
pays for none of them. They are general forms of attack (an injection, a way out of a sandbox), never the name of one source or product.
"""

# One signature a line, however long: a table is read by its columns.
# ruff: noqa: E501
# fmt: off

from __future__ import annotations

import re
from typing import Final, NamedTuple

from aishare_lint.document.patterns import lazy


class Signature(NamedTuple):
    """One form of attack.

    family   signatures of one family count once, with a little more for each further one
    weight   what a match on a line of code counts
    prose    what a match in a sentence counts
    words    one of them must stand in the text, in lower case
    """

    family: str
    weight: float
    prose: float
    words: tuple[str, ...]
    pattern: re.Pattern[str]


def _sign(family: str, weight: float, prose: float, words: str, pattern: str) -> Signature:
    return Signature(family, weight, prose, tuple(words.split("¦")), lazy(pattern, re.MULTILINE))


EXEC: Final = "a call that runs commands"
PICKLE: Final = "a deserialisation payload"
ESCAPE: Final = "a way out of a Python sandbox"
REQUEST: Final = "a raw HTTP request"
HEADERS: Final = "HTTP headers"
NETWORK: Final = "a network call"
ADDRESS: Final = "an address that carries a payload"
TEMPLATE: Final = "a scanner or framework module"
TRAVERSAL: Final = "a path traversal or a file that is read for proof"
XSS: Final = "script injection"
SQL: Final = "SQL, NoSQL or LDAP injection"
EXPRESSION: Final = "template or expression injection"
XXE: Final = "an XML external entity"
SHELLCODE: Final = "shellcode"
GADGET: Final = "a gadget chain"
MEMORY: Final = "memory corruption"
SHELL: Final = "a shell one-liner"
POLLUTION: Final = "prototype pollution"
FORM: Final = "a forged request"
HEADER: Final = "the header of a published exploit"
AGENT: Final = "an instruction to a model to run code"
SECRETS: Final = "a place where secrets are"
INWARD: Final = "an address that a server is made to ask"
OUTWARD: Final = "an image whose address carries data out"
MODEL: Final = "an attack on what a model is given"
SOURCE: Final = "source of a program in C"
USAGE: Final = "usage of an exploit"
TRAPPINGS: Final = "the trappings of a script that attacks a target"

SIGNATURES: Final = (
    # Commands
    _sign(EXEC, 2.4, 0.5, "os.system¦os.popen¦posix.system¦nt.system", r"\b(?:os|posix|nt)\.(?:system|popen)\b\s?[(,]"),
    _sign(EXEC, 1.8, 0.4, "subprocess", r"\bsubprocess\.(?:run|call|popen|check_output|check_call|getoutput)\b"),
    _sign(EXEC, 2.4, 0.6, "child_process¦execsync¦spawnsync", r"\bchild_process\b|\b(?:exec|spawn)sync\s?\("),
    _sign(EXEC, 2.6, 0.8, "getruntime¦processbuilder", r"getruntime\b.{0,40}\bexec\b|\bprocessbuilder\b\s?[(\"'\]]|getruntime\(\)"),
    _sign(EXEC, 2.4, 0.6, "shell_exec¦passthru¦proc_open¦pcntl_exec", r"\b(?:shell_exec|passthru|proc_open|pcntl_exec)\s?\("),
    _sign(EXEC, 2.6, 0.8, "$_get¦$_post¦$_request¦$_cookie", r"(?:eval|system|exec|assert|include|passthru|echo|popen)\s?\(?\s?@?\$_(?:get|post|request|cookie)\b"),
    _sign(EXEC, 1.6, 0.2, "$_get¦$_post¦$_request", r"\$_(?:get|post|request)\s?\["),
    _sign(EXEC, 1.8, 0.3, "system(¦popen(¦exec(¦execute(", r"(?<![\w.])(?:system|popen|_?exec|execute)\s?\(\s?[\"'`][^\"'\n]{1,200}"),
    _sign(EXEC, 1.6, 0.3, "execve¦execl¦winexec¦createprocess¦shellexecute", r"\b(?:execv[pe]{0,2}|execl[pe]?|winexec|createprocess[aw]?|shellexecute[aw]?)\s?\("),
    _sign(EXEC, 2.2, 0.5, "eval(¦exec(", r"\b(?:eval|exec)\s?\(\s?(?:compile|atob|base64|unescape|string\.fromcharcode|decode|bytes|this\.|input|request|location|window|code\b)"),
    _sign(EXEC, 1.8, 0.4, "wscript.shell¦invoke-expression¦downloadstring¦iex", r"wscript\.shell|\binvoke-expression\b|\.downloadstring\(|\biex\s?[($]"),
    _sign(EXEC, 2.0, 0.5, "io.popen¦os.execute¦open3¦%x(¦kernel.exec", r"\bio\.popen\s?\(|\bos\.execute\s?\(|\bopen3\.|%x\([^)\n]{2,80}\)|kernel\.(?:exec|system)"),
    _sign(EXEC, 2.0, 0.5, "shell_true¦shell=true¦createobject", r"\bshell\s?=\s?true\b|createobject\(\s?[\"'](?:wscript|shell)"),
    # Deserialisation
    _sign(PICKLE, 3.0, 1.0, "__reduce", r"\b(?:def\s+)?__reduce(?:_ex)?__\s?\("),
    _sign(PICKLE, 3.0, 1.0, "!!python", r"!!python/(?:object|name|module|tuple)\b"),
    _sign(PICKLE, 3.0, 1.2, "\nsystem¦\npopen¦\neval¦\nexec¦\ngetattr¦\nrun¦\\nsystem¦\\npopen¦\\neval¦\\nexec¦\\ngetattr¦\\nrun", r"(?:^|[\"'n\\])c(?:os|posix|nt|__builtin__|builtins|subprocess|sys)(?:\\n|\n)(?:system|popen|eval|exec|getattr|run)\b"),
    _sign(PICKLE, 1.2, 0.0, "pickle", r"\b(?:c?pickle|cloudpickle|dill|jsonpickle|marshal|shelve|joblib)\.(?:dumps?|loads?|decode|encode|unpickler)\s?\("),
    _sign(PICKLE, 2.4, 0.5, "op.global¦stackglobal¦op.reduce¦opcode", r"\bop\.(?:global|reduce|stackglobal|proto)\b|\b(?:stackglobal|stack_global)\(|(?<![\w])(?:global|reduce) opcode"),
    _sign(PICKLE, 3.0, 2.0, "gasv¦garj¦ro0ab¦gan", r"(?<![a-z0-9+/])(?:gasv|gan[cxv9]|ro0ab)[a-z0-9+/]{12,}"),
    _sign(PICKLE, 2.6, 1.6, "\\x80\\x0", r"\\x80\\x0[2-5]"),
    _sign(PICKLE, 1.4, 0.0, "yaml", r"\byaml\.(?:unsafe_load|full_load|load)\s?\("),
    _sign(PICKLE, 1.2, 0.0, "torch.¦lambda(¦keras", r"\btorch\.(?:save|load)\s?\([^)\n]{0,80}(?:evil|mal|payload|poc|exploit|unsafe)|\blambda\s?\(\s?(?:lambda|exec|evil|mal)|unsafe_model"),
    _sign(PICKLE, 2.2, 0.6, "injection¦inject", r"\b(?:pickle_?inject|inject_?(?:payload|pickle)|injection\s?=\s?[\"'])"),
    # Python's ways out
    _sign(ESCAPE, 2.8, 0.8, "__import__", r"__import__\s?\(.{1,60}\)\s?\.\w"),
    _sign(ESCAPE, 1.8, 0.3, "__import__", r"__import__\s?\(\s?\\?[\"']"),
    _sign(ESCAPE, 2.6, 0.7, "__subclasses__¦__globals__¦__builtins__¦__mro__¦__bases__", r"__(?:subclasses|globals|builtins|mro|bases?)__\s?[\[(.]"),
    _sign(ESCAPE, 2.0, 0.5, "__class__", r"__class__\s?\.\s?__\w{3,20}__|\[?[\"']__class__[\"']\]"),
    _sign(ESCAPE, 1.8, 0.4, "getattr", r"getattr\s?\(\s?(?:__builtins__|builtins|__import__|os|sys)\b"),
    # Requests
    _sign(REQUEST, 2.2, 1.8, "http/1¦http/2", r"(?:^|[\s>`:-])(?:get|post|put|delete|patch|head|options|trace|connect|propfind|search|move|copy|mkcol|lock|debug|acl)\s+\S{1,2000}\s+http/[0-9.]{1,3}"),
    _sign(REQUEST, 1.4, 0.4, "get¦post¦put¦delete¦patch", r"^[\s>]{0,8}(?:get|post|put|delete|patch|head)\s+(?:https?:/)?/\S{0,800}\s*$"),
    _sign(HEADERS, 1.2, 0.4, "host:", r"^[\s>]{0,12}host:\s?[\w.{}<>\[\]-]{2,80}(?::\d{1,5})?\s*$"),
    _sign(REQUEST, 1.3, 0.3, "form-data", r"content-disposition:\s?form-data;\s?name="),
    # Network calls in code
    _sign(NETWORK, 1.2, 0.0, "requests.¦session.¦httpx.¦aiohttp", r"\b(?:requests|session|sess|s|httpx|http|client|axios|aiohttp)\.(?:get|post|put|delete|patch|request|session|clientsession)\s?\("),
    _sign(NETWORK, 1.2, 0.0, "urllib¦urlopen¦http.client¦xmlrpc¦rest-client¦net/http¦net::http", r"\burllib[23]?\b|\burlopen\s?\(|\bhttp\.client\b|\bhttplib\b|\bxmlrpc\.client\b|\brest-client\b|\bnet(?:/|::)http\b"),
    _sign(NETWORK, 1.4, 0.0, "socket", r"\bsocket\.(?:socket|create_connection|af_inet)\b|\bio::socket\b|\bsocket\s?\(\s?(?:af|pf)_|\btcpsocket\b|\bnew\s+(?:web)?socket\s?\(|\bwebsockets?\.connect|\bfsockopen\s?\("),
    _sign(NETWORK, 1.2, 0.0, "fetch(¦xmlhttprequest¦$.ajax¦curl_init¦httpclient", r"\bfetch\s?\(\s?[\"'`]|\bxmlhttprequest\s?\(|\$\.(?:ajax|post|get)\s?\(|\bcurl_(?:init|exec)\s?\(|\bhttpclient\b"),
    _sign(NETWORK, 1.2, 0.2, "curl", r"\bcurl\b[^\n]{0,200}\s(?:-x\s?(?:post|put|delete|patch)|-d\b|--data\b|--data-\w+|-f\s|--form|-h\s[\"'])"),
    _sign(NETWORK, 1.6, 0.6, "curl¦wget", r"\b(?:curl|wget)\b[^\n]{0,200}(?:--path-as-is|-u\s?\S+:\S+|gopher://|file://|--post-data|--unix-socket)"),
    _sign(NETWORK, 1.4, 0.4, "createserver(¦http.server¦httpserver", r"\bcreateserver\s?\(|\bhttp\.server\b|\b(?:base)?httpserver\b|\bhttprequesthandler\b"),
    _sign(SHELL, 1.2, 0.5, "node -e¦python -c¦python3 -c¦perl -e¦php -r¦ruby -e", r"\b(?:node\s-e|python3?\s-c|perl\s-\w?e|php\s-r|ruby\s-\w*e)\s[\"'].{24}"),
    _sign(NETWORK, 1.0, 0.0, "connect(¦sendto(¦recv(¦send(", r"\b(?:s|sock|conn|sd|fd|sockfd|connection)?\.?(?:connect|sendto|sendall|recv)\s?\(\s?[(\w]"),
    # Scanners and frameworks
    _sign(TEMPLATE, 3.0, 1.0, "{{baseurl}}¦{{hostname}}¦{{interactsh¦{{rand¦{{rootur", r"\{\{\s?(?:baseurl|rooturl|hostname|interactsh[\w-]{0,10}|rand\w{0,24}|randstr|md5)\b"),
    _sign(TEMPLATE, 3.0, 0.6, "response.status¦response.body¦bcontains", r"\bresponse\.(?:status|body(?:_string)?|headers)\b.{0,40}(?:==|\.b?contains|\.bmatches)"),
    _sign(TEMPLATE, 2.4, 0.4, "matchers¦extractors", r"^[ \t]{0,60}(?:-[ \t]{1,8})?(?:matchers(?:-condition)?|extractors):"),
    _sign(TEMPLATE, 1.6, 0.0, "http_request¦http_status", r"\bhttp_re(?:quest|sponse)\s?:?\s?\{|\bhttp_status\s?:\s?\d"),
    _sign(TEMPLATE, 1.8, 0.0, "method:", r"^[ \t]{0,60}(?:-[ \t]{1,8})?method:\s?[\"']?(?:get|post|put|delete|patch|head)\b"),
    _sign(TEMPLATE, 3.0, 0.8, "msf::¦metasploit¦msf/core", r"\bmsf::|\bmetasploit\d?\s?<|\bmsf/core\b|part of the metasploit framework"),
    _sign(TEMPLATE, 3.0, 0.6, "register_options¦payload.encoded¦send_request_cgi¦update_info¦datastore[", r"\bregister_(?:advanced_)?options\b|\bpayload\.encoded\b|\bsend_request_(?:cgi|raw)\b|\bupdate_info\s?\(|\bdatastore\["),
    _sign(TEMPLATE, 2.4, 0.4, "rhost¦lhost", r"\b(?:rhosts?|lhost|rport|lport)\b\s?(?:[=)\]:,'\"]|=>)|args\[[\"']rhost"),
    _sign(TEMPLATE, 2.0, 0.2, "payloadgenerator¦vulnerabilitydetector¦vulndetector¦callbackserver", r"\b(?:payload_?generator|(?:vuln\w{0,12}_?)?detector\b.{0,40}\bpayload|callback_?server|payload_?encoder)"),
    # Files
    _sign(TRAVERSAL, 1.0, 0.3, "../..¦..\\..¦..//..", r"(?:\.\.[/\\]{1,4}){2,}"),
    _sign(TRAVERSAL, 2.2, 0.8, "../../..¦..\\..\\..¦..//..//..", r"(?:\.\.[/\\]{1,4}){3,}"),
    _sign(TRAVERSAL, 1.5, 0.4, "..%2f¦..%5c¦%2e%2e¦%252e¦..;/¦..%252f¦..%c0", r"\.\.%(?:25)?(?:2f|5c|c0)|%(?:25)?2e%(?:25)?2e|\.\.;/|%c0%af"),
    _sign(TRAVERSAL, 2.0, 0.4, "/etc/passwd¦/etc/shadow¦win.ini¦boot.ini¦/proc/self¦id_rsa¦/etc/hosts", r"/etc/(?:passwd|shadow|hosts)\b|\b(?:win|boot)\.ini\b|/proc/self/\w|\.ssh/(?:id_rsa|authorized_keys)"),
    _sign(TRAVERSAL, 2.8, 0.6, "php://¦expect://¦gopher://¦dict://¦zip://¦phar://¦data://text", r"\b(?:php://(?:filter|input)|expect://|gopher://|dict://|phar://|data://text)"),
    _sign(TRAVERSAL, 1.2, 0.3, "file:/", r"\bfile:/{1,3}[a-z/{]"),
    _sign(TRAVERSAL, 2.8, 0.8, "169.254.169.254¦metadata.google", r"169\.254\.169\.254(?::\d{1,5})?/[a-z]|metadata\.google\.internal/\w"),
    # Scripts in pages
    _sign(XSS, 2.2, 0.5, "<script", r"<\s?script\b[^>\n]{0,60}>\s{0,8}(?:alert|prompt|confirm|document|window|location|fetch|eval|new image|x\b|img\b|\w{1,12}\s?[(`])"),
    _sign(XSS, 1.1, 0.3, "<script", r"<script\b"),
    _sign(XSS, 2.4, 0.8, "javascript:", r"\bjavascript:\s?[\w/*(]{2,}"),
    _sign(XSS, 2.4, 0.9, "onerror¦onload¦onmouse¦onclick¦onfocus¦ontoggle¦onstart¦onbegin", r"\bon(?:error|load|mouse\w{2,5}|click|focus|toggle|start|begin|pointer\w+|animation\w+)\s?=\s?\\?[\"'`]?[\w(\\]"),
    _sign(XSS, 2.0, 0.6, "alert(¦alert`¦alert (¦prompt(¦confirm(", r"\b(?:alert|prompt|confirm)\s?[(`]\s?(?:\\?[\"'`]?\w{0,24}\\?[\"'`]?\)|document|/\w+/|1|string|window|origin)"),
    _sign(XSS, 1.8, 0.3, "document.cookie¦document.domain¦localstorage", r"\bdocument\.(?:cookie|domain|write)\b|\blocalstorage\.getitem"),
    _sign(XSS, 1.8, 0.3, "fromcharcode¦unescape(¦atob(", r"\bstring\.fromcharcode\s?\(|\bunescape\s?\(\s?[\"']|\batob\s?\("),
    _sign(XSS, 1.6, 0.3, "<svg¦<iframe¦<img¦<embed¦<object", r"<(?:svg|iframe|img|embed|object|body|video|details)\b[^>\n]{0,200}(?:on\w{4,14}\s?=|src\s?=\s?\\?[\"']?(?:x\b|//|javascript))"),
    _sign(XSS, 1.8, 0.4, "classid¦activex", r"\bclsid:[0-9a-f-]{8,}|\bactivexobject\s?\("),
    # Databases
    _sign(SQL, 2.8, 0.9, "union", r"\bunion(?:[\s+/*]|%20|%0a){1,12}(?:(?:all|distinct)(?:[\s+/*]|%20){1,6})?select\b"),
    _sign(SQL, 2.4, 0.9, "' or¦\" or¦' and¦\" and¦) or¦) and¦'or¦\"or¦'||¦' ||¦'&&¦` or¦'+or¦'/**/or¦') or¦')or¦'and¦\"and", r"[\"'`][\s+)/*]{0,6}(?:or|and|\|\||&&)[\s+(/*]{1,6}[\"'`(]?\w{1,10}[\"'`)]?\s?(?:=(?!=)|like|<|>)\s?[\"'`(]?\w|\)[\s+)/*]{0,6}(?:or|and)[\s+(/*]{1,6}[\"'`(]?\d{1,6}[\"'`)]?\s?(?:=(?!=)|like)\s?[\"'`(]?\w"),
    _sign(SQL, 2.4, 0.9, "sleep(¦benchmark(¦waitfor¦pg_sleep¦extractvalue¦updatexml", r"\b(?:pg_)?sleep\s?\(\s?\d|\bbenchmark\s?\(|\bwaitfor\s+delay\b|\b(?:extractvalue|updatexml)\s?\("),
    _sign(SQL, 2.2, 0.7, "information_schema¦sysobjects¦xp_cmdshell¦into outfile¦load_file¦group_concat¦sqlite_master", r"\binformation_schema\b|\bsysobjects\b|\bxp_cmdshell\b|\binto\s+(?:out|dump)file\b|(?<![.\w])load_file\s?\(\s?(?:0x|char|[\"'][/\\])|\bgroup_concat\s?\(|\bsqlite_master\b"),
    _sign(SQL, 2.3, 0.6, "select", r"[');(]\s?select\s[^\n]{1,120}\sfrom\s+[\w.`]+\s?(?:[);'\"#,%+-]|$|where|limit|union)|\(\s?select\s+(?:\d|null|@|\*|count|char|concat|group|case|if|sleep|user|version|\w+\()|;\s?(?:drop|select|insert|update)\s|\bselect\b[^\n]{0,60}(?:version\(\)|@@version|user\(\)|database\(\)|fn_\w+)"),
    _sign(SQL, 1.0, 0.0, "\"select¦\" select", r"\"\s?select\s[^\n]{1,120}\sfrom\s+\w"),
    _sign(SQL, 2.4, 0.9, "drop¦insert¦delete", r"[';]\s?(?:drop\s+(?:table|database)|insert\s+into|delete\s+from)\s"),
    _sign(SQL, 2.0, 0.5, "substring(¦ascii(¦char(¦cast(¦convert(¦concat(", r"\b(?:and|or|if|where|select)\b[^\n]{0,60}\b(?:substr(?:ing)?|ascii|char|cast|convert|concat)\s?\("),
    _sign(SQL, 2.0, 0.8, ":=", r"\b\w{2,30}:\d(?:\.\d{1,6}){3,12}:=|\(\w{2,30}=\w?\*\)"),
    _sign(SQL, 1.4, 0.3, "'--¦' --¦'#¦or 1=1¦1=1", r"'\s?(?:--|#)(?:\s|$|\+)|\b(?:or|and)\s+1\s?=\s?1\b"),
    _sign(SQL, 2.2, 0.8, "[$¦$where¦{\"$¦'$¦\"$", r"\[\$(?:ne|regex|gt|in|where|exists|nin)\]|[\"'{]\$(?:ne|regex|where|gt|expr)[\"']?\s?:"),
    _sign(SQL, 2.2, 0.8, ")(¦*)", r"\*\)\(\w|\)\(\|?\(\w+=\*"),
    # Expressions
    _sign(EXPRESSION, 2.8, 1.2, "jndi", r"\$\{[^$\n]{0,40}(?:\$\{[^$\n]{0,20}){0,6}jndi|\bjndi:(?:ldap|rmi|dns|iiop)"),
    _sign(EXPRESSION, 2.6, 1.2, "{{¦{%¦${¦#{¦<%¦*{¦%{¦@(", r"(?:\{\{|\$\{|#\{|<%=?|\*\{|%\{|@\()\s?-?\s?\d{1,6}\s?\*\s?[\"']?\d{1,6}"),
    _sign(EXPRESSION, 2.6, 1.0, "{{¦{%", r"\{[{%][^{\n]{0,60}(?:__\w+__|\bconfig\b|\bself\.|\brequest\.|cycler|lipsum|joiner|namespace\(|\bconstructor|\['|passthru|system\(|\bexec\b|popen|_self|filter\(|getattribute|import\s)"),
    _sign(EXPRESSION, 2.8, 1.2, "java.lang¦java.io¦java.util.scanner¦javax.script", r"(?:t\(|@|new\s+|forname\(\s?\\?[\"']|[\"'])java(?:x)?\.(?:lang|io|util|script|net)\.\w+"),
    _sign(EXPRESSION, 2.8, 1.2, "_memberaccess¦ognlcontext¦#context¦xwork", r"#_memberaccess|\bognlcontext\b|#context\b|\bxwork\.\w"),
    _sign(EXPRESSION, 2.4, 0.9, "getclass", r"\bgetclass\s?\(\)|\bclass\.module\.classloader\b|class\.forname"),
    _sign(EXPRESSION, 2.4, 0.9, "<#assign¦freemarker¦#set(¦velocity", r"<#assign\b|freemarker\.template\.utility|#set\s?\(\s?\$"),
    _sign(EXPRESSION, 1.8, 0.5, "${¦%{¦#{", r"[$%#]\{[^{}(\n]{1,80}\([^{}\n]{0,200}\)"),
    _sign(EXPRESSION, 2.2, 0.8, "constructor", r"\bconstructor\s?(?:\.constructor|\(\s?[\"']|\[\s?[\"'])|\[[\"']constructor[\"']\]"),
    _sign(EXPRESSION, 1.8, 0.6, "=cmd¦=importxml¦=hyperlink¦=dde¦+cmd", r"[=+@-](?:cmd\s?\||importxml\(|importhtml\(|hyperlink\(|dde\(|webservice\()"),
    # XML
    _sign(XXE, 2.8, 1.0, "<!entity", r"<!entity\b"),
    _sign(XXE, 1.8, 0.4, "<!doctype", r"<!doctype\s+\w+\s*\["),
    _sign(XXE, 2.2, 0.6, "xi:include¦xsl:¦xlink:href", r"<xi:include\b|<xsl:\w+\b[^>\n]{0,120}select=[\"'](?:document|unparsed-text|php:|system-property|\w+:(?:get|exec|run))|xlink:href=[\"'](?:http|file|text)"),
    # Machine code
    _sign(SHELLCODE, 2.8, 1.6, "\\x", r"(?:\\{1,2}x[0-9a-f]{2}){6,}"),
    _sign(SHELLCODE, 2.8, 1.6, "%u", r"(?:%u[0-9a-f]{4}){3,}"),
    _sign(SHELLCODE, 2.0, 0.8, "0x", r"(?:0x[0-9a-f]{2},\s{0,8}){8,}"),
    _sign(SHELLCODE, 2.0, 0.3, "shellcode¦shell_code¦nopsled¦nop sled", r"\bshell_?code\b|\bnop[\s_-]?sled\b"),
    # Gadgets
    _sign(GADGET, 2.8, 1.0, "ysoserial¦marshalsec¦phpggc¦jrmp¦beanshooter¦java-chains¦jndi-injection", r"\b(?:ysoserial(?:\.net|\.exe|-\w+)?|marshalsec|phpggc|java-chains|jndi-injection-exploit)\b[^\n]{0,20}(?:\s-|\.jar|\.exe\b|\s\w+collections)|\bjrmp\w+"),
    _sign(GADGET, 2.4, 0.6, "commonscollections¦templatesimpl¦objectdataprovider¦jdbcrowset¦badattributevalue", r"\bcommonscollections\d|\btemplatesimpl\b|\bobjectdataprovider\b|\bjdbcrowsetimpl\b|\bbadattributevalueexp"),
    _sign(GADGET, 2.2, 0.8, "rmi://¦ldap://¦ldaps://", r"\b(?:rmi|ldaps?)://[\w{<\[-]"),
    _sign(GADGET, 2.2, 0.8, "@type", r"[\"']@type[\"']\s?:\s?[\"'](?:\[|l?com\.|l?java|l?org\.)"),
    _sign(GADGET, 2.6, 1.2, "aced0005¦:{s:¦:\"", r"\baced0005|\bo:\d{1,3}:\\?\"[\w\\]{1,80}\\?\":\d|\ba:\d{1,3}:\{[si]:"),
    _sign(GADGET, 1.6, 0.4, "__wakeup¦__destruct¦__tostring¦unserialize", r"\b(?:function\s+)?__(?:wakeup|destruct)\s?\(|\bunserialize\s?\("),
    _sign(GADGET, 1.8, 0.4, "<void¦<java", r"<(?:java|void|object)\b[^>\n]{0,120}(?:class|method|property)=[\"']"),
    # Memory
    _sign(MEMORY, 2.4, 1.0, "%n¦%x%x¦%s%s¦%p", r"(?:%\d{0,3}\$?[nxps]\.?){3,}|%\d{1,4}\$h?n"),
    _sign(MEMORY, 2.4, 1.2, "aaaaaaaa¦41414141", r"a{24,}|(?:41){8,}|(?:0x)?41414141\b"),
    _sign(MEMORY, 2.2, 0.5, "' *¦\" *¦'*¦\"*¦' x¦\" x¦'x¦\"x", r"[\"'](?:\\x)?[a-z0-9.%/]{1,8}[\"']\s?(?:\*|x)\s?\(?\s?\d{2,}"),
    _sign(MEMORY, 2.0, 0.5, "pack(¦p32(¦p64(", r"\bstruct\.pack\s?\(|\bpack\s?\(\s?[\"'][<>vln]|\bp(?:32|64)\s?\("),
    _sign(MEMORY, 1.8, 0.3, "jmp esp¦call esp¦ret addr¦seh¦egghunter¦eip¦pop pop ret", r"\b(?:jmp|call|push)\s+[er]?sp\b|\bret(?:urn)?_?\s?addr\w*|\bseh\b|\begghunter\b|\beip\b|\bpop\s?,?\s?pop\s?,?\s?ret|\brop\s?chain|\bgadget"),
    _sign(MEMORY, 1.6, 0.2, "mmap¦ioctl¦ptrace¦setuid(¦mprotect¦setsockopt¦virtualalloc¦clone(", r"\b(?:mmap|ioctl|ptrace|setre?uid|mprotect|virtualalloc(?:ex)?|deviceiocontrol|prctl|unshare|setns|splice|vmsplice|mach_\w+|userfaultfd|msgsnd)\s?\("),
    _sign(MEMORY, 1.2, 0.0, "memset¦memcpy¦strcpy¦malloc¦asm(", r"\b(?:memset|memcpy|strn?cpy|sprintf|malloc|__asm__|asm)\s?\("),
    _sign(MEMORY, 1.4, 0.2, "overflow¦uaf¦use-after-free¦spray¦corrupt", r"(?:^|\s)(?://|/?\*|#).{0,80}\b(?:overflow|use.after.free|uaf|heap spray|corrupt\w+|out.of.bounds)\b|\bspray\w*\s?[=(]"),
    _sign(EXEC, 2.0, 0.5, "addtype¦addhandler¦sethandler", r"^[ \t]{0,60}(?:addtype|addhandler|sethandler)\s+\S{0,60}php"),
    _sign(SOURCE, 1.6, 0.3, "#include¦# include", r"^[ \t]{0,8}#[ \t]?include\s?[<\"]"),
    # Shells
    _sign(SHELL, 2.8, 1.4, "/dev/tcp¦bash -i", r"/dev/(?:tcp|udp)/|\bbash\s+-i\b"),
    _sign(SHELL, 2.8, 1.0, "nc ¦ncat¦netcat¦mkfifo¦socat", r"\b(?:nc|ncat|netcat)\s[^\n]{0,40}(?:-e\b|-c\b|-l\w{0,4}\b)|\bmkfifo\s|\bsocat\s[^\n]{0,60}exec"),
    _sign(SHELL, 1.6, 0.3, "curl¦wget", r"\b(?:curl|wget)\b[^\n|;]{1,200}[|;]\s?(?:sudo\s)?(?:ba|z)?sh\b"),
    _sign(SHELL, 2.4, 1.0, "powershell", r"\bpowershell(?:\.exe)?\s[^\n]{0,80}-(?:e|en|enc|encodedcommand|w|nop|noni)\b"),
    _sign(SHELL, 2.2, 0.7, ";¦|¦&¦$(¦%0a¦\\n¦`", r"(?!\|[ ]?[a-z ]{2,12}\|)(?:[;|&]|\$\(|%0a|\\n|&&|\|\||`(?=touch|whoami|uname|x?calc))[ ]?(?:/bin/)?(?:touch|id(?!\s-[gun]\b)|whoami|uname|calc|xcalc|ipconfig|ifconfig|ping|cat|ls|sleep|curl|rm|nslookup|dir|wget|echo|type|net user)\b(?:[ ][^\n]{0,60})?[;|&`)\"'#}]"),
    _sign(SHELL, 2.2, 1.4, "touch", r"\btouch\s+(?:/tmp/\w|\\?[\"']?/?\w{0,20}(?:hack|pwn|poc|success|exploit|vuln|rce|proof)\w*)"),
    _sign(SHELL, 1.6, 0.6, "rm -rf", r"\brm\s+-rf\s+(?:/|~|\*|\w)"),
    _sign(SHELL, 1.2, 0.2, "chmod", r"\bchmod\s+(?:\+[xs]|[0-7]?7[57][57]|4755|u\+s)\b"),
    _sign(SHELL, 2.0, 0.6, "; #¦\";¦';", r"[\"'];\s?(?:\w[^\n\"']{2,60})[;#]\s?[\"'#]"),
    # Objects, forms, headers
    _sign(POLLUTION, 2.6, 0.7, "__proto__", r"(?:[\[\"'./?&]|\\\")__proto__(?:[\]\"'./\[]|\\\")"),
    _sign(POLLUTION, 2.4, 0.6, "prototype", r"constructor[\"'\].]{0,4}[.\[:\s{]{1,4}[\"']?prototype\b|\bpollut(?:ed|ion)\b.{0,30}[=:)]|\{\}\.polluted"),
    _sign(FORM, 2.2, 0.4, "<form", r"<form\b[^>\n]{0,200}action=\\?[\"']?https?:"),
    _sign(FORM, 1.2, 0.2, "<form", r"<form\b[^>\n]{0,200}action="),
    _sign(FORM, 2.2, 0.8, "submit()¦pushstate¦csrf", r"\.submit\s?\(\s?\)|history\.pushstate|\bcsrf\s(?:poc|exploit)"),
    _sign(HEADER, 2.4, 1.4, "exploit title¦exploit author¦google dork¦tested on¦vendor homepage¦software link", r"^[\s#*/;:'\"=\-]{0,12}\[?(?:exploit (?:title|author)|google dork|tested on|vendor homepage|software link|discovered by|found by|vulnerability type|type of vul\w+)\]?\s{0,16}[:=]"),
    _sign(HEADER, 2.0, 0.8, "exploit¦poc¦proof of concept", r"^\s{0,4}(?:/\*+|#|//|--|'''|\"\"\"|%|;|\*\s)[\s*#]{0,8}[^\n]{0,80}\b(?:exploits?|proof.of.concept|poc)\b"),
    _sign(HEADER, 1.4, 0.4, "usage", r"\busage\s?:\s{0,8}(?:%s|\$0|\./|python|perl|\{|\"?\s?\+?\s?argv|php|ruby)"),
    _sign(AGENT, 2.4, 0.8, "import os¦run print¦run os¦run the¦execute the¦execute code¦execute command¦execute python¦execute shell¦execute following", r"\b(?:ignore|please|first|now|just)\b.{0,60}\b(?:import\s+os|run\s+(?:print|os|the following (?:code|command))|execute\s+(?:the\s+)?(?:code|command|python|shell|following))"),
    _sign(AGENT, 2.0, 0.6, "chat(¦run(¦ask(¦invoke(¦prompt", r"\b(?:chat|run|ask|invoke|predict|query)\s?\([^\n]{0,200}(?:import|os\.|exec|eval|system|ignore)"),
    _sign(AGENT, 1.6, 0.3, "<important>¦<hidden>¦<secret>¦<system>¦<instructions>", r"<(?:important|hidden|secret|system|instructions)>"),
    _sign(AGENT, 1.8, 0.4, "do not mention¦do not tell¦don't tell¦don't mention¦do not inform¦without telling¦do not reveal", r"\b(?:do not|don't|without) (?:mention|tell|inform|reveal)(?:ing)?\b[^\n]{0,40}\b(?:user|human|anyone|them|him)\b"),
    _sign(SECRETS, 1.2, 0.3, ".aws/cred¦mcp.json¦.kube/config¦.ssh/¦.git-credentials¦.netrc¦_history¦.docker/config", r"/\.(?:aws/credentials|cursor/mcp\.json|kube/config|ssh/\w|git-credentials|netrc|(?:bash|zsh)_history|docker/config\.json)"),
    _sign(SECRETS, 1.2, 0.2, "os.environ¦process.env", r"\bos\.environ(?:\.items\(|\.copy\(|\s?[),])|stringify\(process\.env\b"),
    _sign(INWARD, 1.8, 0.5, "_url¦_uri¦imageurl¦fileurl", r"(?:image|file|video|audio|document|source|callback|webhook|redirect|avatar|template)_?ur[li]\b.{0,30}https?://(?:127\.|localhost|0\.0\.0\.0|10\.\d|192\.168\.|169\.254\.|\[::)"),
    _sign(OUTWARD, 1.6, 0.8, "](http", r"!\[[^\]\n]{0,60}\]\(https?://[^)\s]{4,200}[?=][^)\s]{0,100}[<{\[]"),
    _sign(MODEL, 2.0, 0.3, "grad.sign¦token_gradients¦adv_¦adversarial_¦fgsm¦torchattacks¦foolbox¦cleverhans¦art.attacks", r"\bgrad\.sign\(|\btoken_gradients\b|\badv(?:ersarial)?_(?:suffix|prompt|example|image|patch|trigger|string)\w{0,10}\s?[=(,.]|\bfgsm\w{0,12}\(|\b(?:torchattacks|foolbox|cleverhans|art\.attacks)\.\w"),
    _sign(SHELL, 2.0, 0.5, "id >¦id>¦whoami >¦whoami>¦hostname >¦uname -a >¦passwd >", r"\b(?:id|whoami|hostname|uname -a|/etc/passwd)\s?>{1,2}\s?[\w./]"),
    _sign(SHELL, 2.8, 1.2, "| sh¦|sh¦| bash¦|bash¦| python¦|python", r"\b(?:curl|wget)\b[^\n|]{0,60}//\d{1,3}(?:\.\d{1,3}){3}[^\n|]{0,100}\|\s?(?:sudo\s)?(?:(?:ba|z)?sh|python3?)\b"),
    _sign(AGENT, 1.4, 0.0, "<|im_¦<im_¦<<sys>>¦[inst]", r"<\|?im_(?:start|end)\b|<<sys>>|\[inst\]"),
    _sign(PICKLE, 3.0, 1.2, "!ruby/¦!!java¦!!com.¦!!org.¦_$$nd_func¦\"$type", r"!ruby/(?:object|hash|struct)|!!(?:javax?|com|org)\.\w+\.\w|_\$\$nd_func\$\$_|[\"']\$type[\"']\s?:\s?[\"']\w+\.\w"),
    _sign(PICKLE, 1.4, 0.3, "allow_pickle¦trust_remote_code¦lambda(", r"allow_pickle\s?=\s?true|trust_remote_code\s?=\s?true|\blambda\s?\(\s?lambda\b"),
    _sign(EXPRESSION, 2.8, 1.4, "${lower¦${upper¦${env¦${::-¦${sys", r"\$\{(?:(?:lower|upper|env|sys)\b|::-)"),
    _sign(REQUEST, 2.2, 1.0, "%0d%0a¦\\r\\n", r"%0d%0a[a-z%][\w%-]{2,40}(?::|%3a|%20)|\\r\\n[a-z][\w-]{1,30}:\s?\S"),
    _sign(REQUEST, 1.4, 0.2, "transfer-encoding¦x-original-url¦x-rewrite-url¦x-forwarded-for: 127", r"^[ \t]{0,60}(?:transfer-encoding:\s?chunked|x-(?:original|rewrite)-url:|x-forwarded-for:\s?127)"),
    _sign(SQL, 2.0, 0.5, "__schema¦__type", r"\b__(?:schema|type)\s?[({]"),
    _sign(SQL, 2.4, 0.9, "drop table", r"\bdrop\s+table\s+(?:if\s+exists\s+)?\w+[^\n]{0,20}(?:;|--)"),
    _sign(POLLUTION, 2.4, 0.5, ".prototype.", r"\bobject\.prototype\.\w+\s?="),
    _sign(USAGE, 2.6, 1.0, "msfvenom¦use exploit/¦set rhost¦set lhost¦set payload¦sqlmap¦mimikatz", r"\bmsfvenom\s+-\w|\buse\s+(?:exploit|auxiliary)/\w|^[^\n]{0,30}\bset\s+(?:rhosts?|lhost|payload|srvhost)\s|\bsqlmap(?:\.py)?\s+-\w|\b(?:sekurlsa|lsadump)::"),
    _sign(USAGE, 2.2, 0.6, "certutil¦mshta¦regsvr32¦bitsadmin¦rundll32", r"\bcertutil\b[^\n]{0,20}-(?:urlcache|decode)|\bmshta\s+(?:https?|vbscript|javascript)|\bregsvr32\b[^\n]{0,30}/i:|\bbitsadmin\s+/transfer|\brundll32\b[^\n]{0,20}javascript"),
    _sign(EXEC, 2.8, 1.0, "<?php¦<?=¦<%", r"<\?(?:php|=)[^\n]{0,80}\b(?:system|eval|exec|passthru|assert|shell_exec|phpinfo)\s?\(|<%[^\n]{0,80}\b(?:runtime|processbuilder|eval|execute)\b"),
    _sign(EXEC, 1.6, 0.5, "\"cmd\"¦\"command\"¦\"exec\"¦\"script\"¦\"expression\"¦\"code\"", r"[\"'](?:cmd|command|exec|script|expression|tool_?code|code)\\?[\"']\s?:\s?\\?[\"'][^\"'\n]{3,}"),
    _sign(SHELL, 2.6, 1.2, "${ifs¦$ifs", r"\$\{?ifs\b"),
    _sign(SHELL, 1.6, 0.3, "docker.sock¦nsenter¦release_agent¦--privileged", r"/docker\.sock\b|\bnsenter\s+-|\brelease_agent\b|--privileged\s"),
    _sign(TRAVERSAL, 1.4, 0.2, "symlink¦tarinfo¦writestr", r"\bos\.symlink\s?\(|\btarfile\.tarinfo\b|\btarinfo\s?\(|\.writestr\s?\("),
    _sign(MEMORY, 2.2, 0.6, "repeat(¦str_repeat¦.fill(¦1e", r"\.repeat\s?\(\s?(?:\d{3,}|1e\d|\d+\s?\*)|\bstr_repeat\s?\([^\n]{1,30},\s?\d{3,}|\bnew\s+array\s?\(\s?(?:\d{5,}|1e\d)"),
    _sign(USAGE, 2.2, 1.2, ".py ¦.sh ¦.jar ¦.js ¦.go ¦.rb ¦.php ¦.pl ¦.c ¦.exe ", r"(?:^|[`$>]\s?)(?:\w+\s){0,2}(?:\./)?[\w./-]{0,40}(?:exploit|poc|attack|payload|cve[-_]\d{4})[\w.-]{0,40}\.(?:py|sh|jar|js|go|rb|php|pl|c|exe)\b\s{1,4}[-\w<\"'h]"),
    _sign(TRAPPINGS, 1.4, 0.0, "[+]¦[-]¦[*]¦[!]¦[x]", r"[\"'`]\s?(?:\\[nr]){0,2}\s?(?:\\x?\d{0,3}\w?\[[\d;]{1,8}m)?\[[-+*!x~]\]\s"),
    _sign(TRAPPINGS, 1.2, 0.0, "verify=false¦verify = false¦disable_warnings¦insecurerequestwarning¦insecureskipverify¦ssl_verifypeer", r"\bverify\s?=\s?false\b|\bdisable_warnings\s?\(|\binsecurerequestwarning\b|\binsecureskipverify\s?:\s?true|ssl_verifypeer\W{1,6}(?:false|0)\b"),
    _sign(TRAPPINGS, 1.2, 0.0, "cve-¦cve_", r"(?<![\w/.-])cve[-_](?:19|20)\d\d[-_]\d{4,7}(?![\w/-]|\.\w)"),
    _sign(TRAPPINGS, 1.2, 0.0, "argv¦args.", r"\b(?:target|rhost|victim|target_?url|base_?url|url|host|ip|lhost|callback)\w{0,8}\s?=\s?(?:sys\.argv|args\.|argv\[|process\.argv|\$argv)|\badd_argument\(\s?[\"']-{1,2}(?:t|u|target|url|rhost|lhost|cmd|command)[\"']"),
    _sign(EXEC, 1.8, 0.4, "cmd¦command¦exec", r"\b\w{0,12}(?:cmd|command|exec)\w{0,12}=[\w./%+-]{1,40}(?:;|\||`|%3b|%7c|&&)"),
    _sign(TRAVERSAL, 2.8, 0.9, "=../..¦=..\\¦=/../", r"[?&]\w{1,24}=/?(?:\.\.[/\\]){1,8}\w"),
)

#: An address, and what in it is a payload: a quotation mark or markup where a value should be, a placeholder for an attack, a second command.
ADDRESSES: Final = lazy(r"https?://[^\s\"<>]{3,600}(?:[\"<]\w[^\s\"]{0,200})?")
CARRIES: Final = lazy(r"[?&=/](?:'|\"|<\w|\[(?:sql\w*|xss\w*|code|file|[lr]fi|evil\w*|shell\w*|injection|attack\w*)\]|[|;`]\s?\w)|=[^&\s]{0,80}(?:[\"']|<\w|\[(?:sql\w*|xss\w*|code)\])")
STAGED: Final = lazy(r"https?://\[?(?:target|victim|host(?:name)?\b|site|server|your-ip|localhost|127\.0\.0\.1|vulnerable|www\.(?:example|target|site|victim|vulnerable\w*)|[\w-]{0,12}\.?example)[^\s/]{0,40}/\S{0,300}\?\S{1,200}=|https?://(?:[\w-]{1,30}\.){0,3}(?:[\w-]{0,12}-)?(?:attacker|evil|malicious)[\w.-]{0,40}")
#: Every word that a signature waits for.
WORDS: Final = tuple(sorted({word for signature in SIGNATURES for word in signature.words}))
#: Words of an attack that hardly stand in honest code.
TELLING: Final = (
    *("payload", "pwn", "pwned", "pwn3d", "pwnd", "hacked", "victim", "calc", "xcalc", "calc.exe", "whoami", "/bin/sh", "/bin/bash", "cmd.exe"),
    *("exploit", "attacker", "evil", "malicious", "rce", "poc", "backdoor", "xss", "ngrok", "oast", "webhook.site", "exfil", "your-vps"),
)
#: Words of an attack that stand in honest code too.
VOCABULARY: Final = (
    *("malware", "inject", "attack", "revshell", "reverse shell", "arbitrary", "hijack", "bypass", "vuln", "shell", "0wn", "owned", "root", "crash", "csrf", "ssrf"),
    *("overflow", "unsafe", "touch", "uname", "burpcollaborator", "interactsh", "spawn"),
)

#: A heading, or the sentence before a block, that announces a proof of concept.
ANNOUNCED: Final = lazy(
    r"^[\s#*_=:\w.)✍️🕵️‍♂️📖♻️👌-]{0,16}\b(?:proof.{0,2}of.{0,2}concepts?|p\.?o\.?c\.?s?|exploit(?:ation)?(?: (?:code|script|steps|scenario|poc))?|(?:steps? to )?reproduc\w{0,8}(?: steps)?|payloads?|exp)"
    r"(?: \(.{0,40}\))?[\s*_:=-]{0,8}$"
    r"|^[\s#*-]{0,6}(?:proof of concept|poc|steps to reproduce)\s?(?::|\d\.)",
    re.MULTILINE,
)
INTRODUCED: Final = lazy(
    r"\b(?:following|below|this|above|simple|next)\s(?:\w+\s){0,3}(?:payloads?|exploit|poc|proof.of.concept|exp|request|packet|data packet|script|url|command)\b[^.\n]{0,120}:?\s*$"
    r"|\b(?:send|visit|access|execute|submit|inject|upload|trigger|run)\b[^.\n]{0,100}\b(?:to (?:execute|exploit|trigger|read|obtain|get|inject|verify|bypass)|payload|exploit|poc)\b"
    r"|\bhere(?:'s| is)\s(?:the|a|my)\s(?:\w+\s){0,2}(?:poc|exp|exploit|payload)\b|\bexploit(?:ed|ing)?\s(?:with|by|using|via)\s(?:the following|this)"
    r"|\b(?:poc|payload|exploit)\s?:\s?\S|\binject\w*\s(?:this|the following|a)\s(?:\w+\s)?payload"
    r"|\b(?:open|save|copy|create|run)\b[^.\n]{0,60}\b(?:\.html|html file|poc|exploit)",
    re.MULTILINE,
)
#: A heading or opening that says what follows mends something.
MENDS: Final = lazy(
    r"^[\s#*_]{0,8}(?:\d{1,2}[.)]\s+)?(?:work-?arounds?|patch(?:es|ed)?|mitigations?|(?:potential |preferred |suggested )?(?:fix(?:es)?|solutions?)|remediations?|recommendations?|install(?:ation|ing)?|upgrad\w+|update|set-?up|getting started|quick ?start)\b"
    r"|\b(?:upgrade|update)\s(?:to|with|via)\b|\bas a (?:temporary )?(?:workaround|mitigation)|\bmonkey.?patch|^[ \t]{0,3}(?:#{2,6}\s|\*\*)[^\n]{0,60}\b(?:secure|safe|prevent(?:ion|ing)?|defen[cs]es?|hardening|best practices?)\b|\bto mitigate\b|^(?:block|load|verify|disable|restrict|replace|set)\s(?:the|a|your|access)\b",
    re.MULTILINE,
)
#: Commands that set something up.
SETUP: Final = lazy(
    r"\s*(?:[$#>%]\s+)?(?:sudo\s+)?(?:docker(?:-compose)?\s|pip3?\s|python3?\s+-m\s+(?:pip|venv)|npm\s|npx\s|yarn\s|apt(?:-get)?\s|yum\s|dnf\s|brew\s|conda\s|uv\s|poetry\s|gem\s|bundle\s|cargo\s|go\s+(?:get|install|run)|git\s+(?:clone|pull|checkout)"
    r"|cd\s|mkdir\s|ls\b|cp\s|export\s|source\s|systemctl\s|service\s|kubectl\s|helm\s|make\b|mvn\s|composer\s|\./configure|\w+\s+--version|echo\s+\$)"
)
#: What decoded base64 or hex must hold to be telling.
DECODED: Final = lazy(
    r"/bin/(?:ba)?sh|system|exec|eval|import\s|curl|wget|powershell|http://|https://|<script|cmd\.exe|passwd|socket|subprocess|java[.x]|runtime|os\n|posix|__import__|ignore|instructions"
)
#: What guides to safe code say, sentence by sentence, beside the attacks that they show.
ADVISES: Final = lazy(
    r"\b(?:should|must(?: not)?|recommend(?:ed|ation)?s?|avoid|ensure|best practices?|never use|always use|prefer(?:red)?|sanitiz\w+|encod(?:e|ing) (?:all|the|any|output)"
    r"|escap(?:e|ing)|validat(?:e|ion)|allow-?list\w*|safe(?:ly)?|prevents?|prevention|protect(?:s|ed|ion)?|mitigat\w+|harden\w*|secure(?:ly)?|defen[cs]e|unsafe|instead of|good|bad) ?\b"
)
