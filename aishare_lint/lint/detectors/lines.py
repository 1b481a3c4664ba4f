"""What the lines of a text are: prose, code, commands, detection rules, output, headings.

A signature counts fully on a line of code and little in a sentence; the shape of a line is told from its characters alone, of any language.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from aishare_lint.document.patterns import lazy
from aishare_lint.document.places import Span

#: What a line is. `rule` lines belong to a detection rule; `fence` lines open or close a block.
PROSE, CODE, COMMAND, RULE, OUTPUT, HEADING, FENCE, BLANK = "prose", "code", "command", "rule", "output", "heading", "fence", "blank"
#: Kinds whose lines count as code for a signature that stands in them.
CODELIKE: Final = frozenset({CODE, COMMAND})


class Line(NamedTuple):
    """One line without its line break."""

    span: Span
    kind: str
    fenced: bool


def lower(text: str) -> str:
    """The text in lower case, as long as it was."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := character.lower()) == 1 else character for character in text)


# Sorting

#: A line break, and behind it lines that hold nothing: they count as one.
_BREAK = lazy(r"(?:\r\n?|\n)(?:[ \t]{0,80}(?:\r\n?|\n))*")
#: Lines that are looked at one by one; the rest of so long a text is taken for code.
_MOST_LINES: Final = 20_000
#: The rest of so long a text is cut into pieces of this length.
_PIECE: Final = 4000
_FENCE = lazy(r"\s{0,12}(?:>\s?)?(?:[-*]\s+)?(?:```|~~~)")
_LONGEST: Final = 400
#: Without any of this a line is no code, whatever its words.
_CODEY = lazy(r"[;{}()=<>$\\|@#&%\"'_/:\]+]|^(?:import|from|use|using|set|end|else|try|return|pass|break|class|def|do|fi|done|package)\b")

_STRONG = lazy(
    r"""(?:import\s+[\w.{*"']+(?:\s+as\s+\w+|\s*[;,]|\s+from\b|\s*$|[.\w,\s{}*"';]*$)|from\s+[\w.]+\s+import\b|\#\s*(?:include|define|ifdef|ifndef|endif|pragma)\b
    |using\s+[\w.:]+;|package\s+[\w.]+;?$|require(?:_once|_relative)?\s?[\s(]['"]|include\s?\(?['"]|use\s+[\w:\\]+;
    |(?:async\s+)?(?:def|function|fn|func|sub)\s+[\w:.]*\s*[({:]|def\s+\w+\s*$|class\s+\w+\s*(?:[({:<;]|extends\b|implements\b|$)
    |(?:public|private|protected|static|final|unsigned|struct|typedef|extern|const|volatile)\s+[\w*<\[]+[\s*]+\w
    |(?:int|char|long|void|DWORD|HANDLE|BYTE|UINT|float|double|u_char|size_t|bool|String|byte\[\]|byte|auto)\s*\*{0,3}\s{0,4}\w+\s*(?:[=;,\[(]|\)$)
    |(?:let|var|const|my|our|local)\s+[\w$@%({\[]+.{0,80}(?:=|;$|\)$)|(?:else\s*)?if\s*\(|(?:for|foreach|while|switch|catch)\s*\(
    |for\s+[\w,\s()]{1,40}\s+in\s+.{1,120}:\s*(?:\S.{0,80})?$|(?:el)?if\s+.{0,120}:$|while\s+(?:true|True|1|not|\w+\s*[<>=!]).{0,80}:?$|with\s+.{1,120}\s+as\s+\w+.{0,80}:$
    |(?:try|else|finally|do|begin)\s*[:{]?\s*$|(?:except|rescue)\b.{0,60}:?$|raise\s+\w+|throw\s+new|return\b.{0,200}[;()\[\]"'=]|return\s+[\w.]+;?$|return$
    |(?:print|printf|println|puts|echo|fprintf|sprintf|printk|die|exit)\s*[("'$<]|(?:yield|await|async|elsif|end|endif|fi|done|esac|then|pass|break|continue|break;|continue;)\s*$
    |</?(?!https?:|mailto:)[A-Za-z!?][^<>]{0,300}/?>|<\?(?:php|xml|=)|\?>|<%|%>|\#!|//\s?\S|/\*|\*/|\*\s+@|[\]})]+[;,)]*$|[\[{(]+$|\$\w{1,40}\s*\.?=|\$\w{1,40}(?:->|\[)|@\w{1,40}\(|@echo|@?\w+\s*=>\s
    |(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|TRACE|CONNECT|PROPFIND|MKCOL|MOVE|COPY|SEARCH)\s+\S{1,400}(?:\s+HTTP/[0-9.]{1,3})?\s*$|HTTP/[0-9.]{1,3}\s+\d{3}
    |(?:Host|Accept(?:-\w+)?|Cookie|User-Agent|Connection|Content-(?:Type|Length|Disposition|Encoding)|Authorization|Origin|Referer|Upgrade-Insecure-Requests|Cache-Control|X-[\w-]{1,40}|Sec-[\w-]{1,40}|Transfer-Encoding|Pragma|If-None-Match|SOAPAction|DNT):\s?\S
    |--[-\w]{8,}|SELECT\s.{1,200}\sFROM\b|(?:INSERT\s+INTO|DROP\s+TABLE|CREATE\s+TABLE|DELETE\s+FROM)\b|EXEC\s+\w
    |\\x[0-9a-fA-F]{2}|["'](?:\\x[0-9a-fA-F]{2}|%u[0-9a-fA-F]{4})|(?:\\x[0-9a-fA-F]{2}){2}|(?:mov|push|pop|xor|jmp|call|lea|int|ret|add|sub|inc|dec)\s+(?:[er]?[abcds][xilp]|0x|dword))""".replace(
        "\n    ", ""
    )
)
_ASSIGNED = lazy(r"[\w.$\[\]'\"@*>-]{1,60}\s{0,16}(?:[-+*/|&.:]|<<)?=(?!=)\s{0,4}\S|[\w.$]{1,60}\s?\+=\s|\w{1,40}:\s?\w{1,30}\s=\s")
#: A parameter of a request.
_PARAMETER = lazy(r"[\w.$\[\]-]{1,40}=[^\s=]\S{0,200}(?:\s|$)")
_CALL = lazy(r"[\w.$:>@\\-]{1,80}\s?\(.{0,300}\)\s?[;,:{\])]{0,4}$|[\w.$>-]{1,80}\.[\w$]{1,40}\($|[\w.]{1,60}\($")
_PAIR = lazy(r"""["'][^"']{1,80}["']\s{0,4}(?::|=>)\s{0,4}\S|["'][^"']{0,300}["'][,;+.)\]]{1,3}$""")
_KEY = lazy(r"(?:-\s+)?[a-z_$][\w$.-]{0,40}:(?:\s+\S|\s*$)")
_ENDING = lazy(r"(?:[;{}]|\)[;,:]|\]\s?[;,]|\\|&&|\|\||=>|->)\s*$")
_PROMPT = lazy(
    r"(?:[$#%>]\s+|PS [^>]{0,60}>\s?|[A-Z]:\\[^>\n]{0,60}>\s?|msf\d? ?(?:exploit|auxiliary)?[^>\n]{0,60}>\s|"
    r"[\w.-]{1,30}@[\w.-]{1,40}[:~][^$#\n]{0,60}[$#]\s?|>>> )"
)
_PROGRAMS: Final = frozenset(
    {
        *("curl", "wget", "python", "python2", "python3", "pip", "pip3", "npm", "npx", "yarn", "docker", "docker-compose"),
        *("git", "nc", "ncat", "netcat", "bash", "sh", "zsh", "java", "node", "php", "perl", "ruby", "gcc", "make", "cd", "ls"),
        *("cat", "echo", "touch", "rm", "mkdir", "cp", "mv", "chmod", "chown", "apt", "apt-get", "yum", "dnf", "brew", "kubectl"),
        *("helm", "systemctl", "service", "export", "source", "powershell", "powershell.exe", "cmd", "cmd.exe", "certutil"),
        *("nmap", "sqlmap", "msfvenom", "msfconsole", "openssl", "ssh", "scp", "tar", "unzip", "go", "cargo", "composer", "gem"),
        *("bundle", "mvn", "uv", "poetry", "conda"),
    }
)
_SCRIPTS: Final = (".py", ".sh", ".exe", ".jar", ".pl", ".rb", ".php")
_FLAGGED = lazy(r"\s-{1,2}\w|[=/|<>$&;`\"']|\.\w{1,5}\b|\s\d|\s(?:install|up|run|clone|init|start|restart|update|upgrade|build)\b")
_LINK = lazy(r"\[([^\]\n]{0,200})\]\([^)\n]{0,400}\)|<?\bhttps?://[^\s<>\"'`)]{1,800}>?|`[^`\n]{1,120}`")
_SYMBOLS: Final = dict.fromkeys(map(ord, "(){}[]<>=;$&|\\%\"'_/+#@^~"))
#: How a line of code may begin or end that holds a sentence.
_MARKED: Final = ("//", "/*", "<", "#!", "\\x")
_CLOSED: Final = (";", "{", "}", ")")
_LABEL = lazy(r"[*_]{1,3}[^*_\n]{2,60}[*_]{1,3}:?[*_]{0,3}\s|\*\*[^*\n]{2,60}\*\*")
_WORDS = lazy(r"[^\W\d_]{2,}")
_SENTENCE = lazy(r"[^\W\d_][^\W\d_'’-]*(?:[,:;]?\s+[^\W\d_(\"'`“][^\s]*){5,}")
#: No sentence has fewer.
_FEWEST_WORDS: Final = 6
_HEADING = lazy(r"\s{0,3}(?:#{1,6}\s+\S|\*\*[^*\n]{2,80}\*\*:?\s*$|={1,3}\s*[A-Z][^=\n]{1,60}\s*={1,3}\s*$)")
_LEAD = lazy(r"(?:[-*•]\s+|\d{1,2}[.)]\s+|>\s?)+")
_OUTPUT = lazy(
    r"\s*(?:Traceback \(most recent|File \"[^\"]{1,200}\", line \d|\[[ \d.:T/-]{6,40}\]|\d{4}-\d\d-\d\d[T ]\d\d:\d\d|"
    r"\w{3} [ \d]\d \d\d:\d\d:\d\d |==\d+==|\s*#\d+ 0x|"
    r"uid=\d|\d{1,3}(?:\.\d{1,3}){3} - - |at [\w.$]{3,80}\([\w.]{1,60}:\d+\)|[A-Z][A-Za-z]{2,30}(?:Error|Exception): )"
)


def read_lines(text: str) -> Iterator[Line]:
    """The lines with what they are; a line between two lines of code is taken for code where nothing separates them."""
    spans = _spans(text)
    kinds, fences = list[str](), list[bool]()
    fence = False
    known: dict[tuple[str, bool], str] = {}
    for start, end in spans:
        line = text[start:end]
        if _FENCE.match(line):
            # An opening and closing mark on one line is inline code.
            fence = not fence if line.count("```") % 2 or "~~~" in line else fence
            kinds.append(FENCE)
            fences.append(True)
            continue
        kind = known.get((line, fence))
        if kind is None:
            kind = _kind(line, fenced=fence) if len(kinds) < _MOST_LINES else CODE
            known[line, fence] = kind
        kinds.append(kind)
        fences.append(fence)
    _comments(text, spans, kinds)
    _smooth(text, spans, kinds, fences)
    _mark_rules(text, spans, kinds)
    _mark_queries(text, spans, kinds, fences)
    yield from (Line(*each) for each in zip(spans, kinds, fences, strict=True))


def _spans(text: str) -> list[Span]:
    spans, at = list[Span](), 0
    for found in _BREAK.finditer(text):
        if len(spans) > _MOST_LINES:
            spans.extend(Span(start, min(start + _PIECE, len(text))) for start in range(at, len(text), _PIECE))
            return spans
        spans.append(Span(at, found.start()))
        at = found.end()
        if at - found.start() > 1 and found.group() != "\r\n":
            spans.append(Span(found.start() + 1, found.start() + 1))
    spans.append(Span(at, len(text)))
    return spans


def _kind(line: str, *, fenced: bool) -> str:
    """What a line is. Each pattern is tried only where its first character allows it: most lines are sentences."""
    stripped = line.strip()
    if not stripped:
        return BLANK
    short = stripped[:_LONGEST]
    first = short[0]
    if not fenced and first in "#*=" and _HEADING.match(short):
        return HEADING
    if first == "|" and short[-1] == "|" and len(short) > 2:
        return PROSE  # a row of a table: its bars join no commands
    if (":" in short or first in "[=uF#" or first.isdigit()) and _OUTPUT.match(short):
        return OUTPUT
    lead = _LEAD.match(short) if first in "-*•>" or first.isdigit() else None
    bare = short[lead.end() :] if lead else short
    if not bare:
        return PROSE
    if bare[0] in "$#%>" or bare[1:3] == ":\\" or bare.startswith(("PS ", "msf")) or "@" in bare[:31]:
        prompt = _PROMPT.match(bare)
        if prompt and len(bare) > prompt.end() + 1 and (fenced or bare[0] not in "#>"):
            return COMMAND
    if _runs_a_program(bare) and _FLAGGED.search(bare) and not (bare.endswith(".") and _SENTENCE.search(bare)) and not bare.endswith(":"):
        return COMMAND
    if not fenced and not _CODEY.search(bare):
        return PROSE
    return CODE if _is_code(bare, line, fenced=fenced) else PROSE


def _runs_a_program(bare: str) -> bool:
    """Whether a line begins with the name of a program or a script, and goes on."""
    words = bare.split(None, 2)
    if words[0] == "sudo":
        del words[0]
    if len(words) < 2:
        return False
    name = words[0]
    return (
        name in _PROGRAMS
        or name.startswith(("./", "../"))
        or (name.endswith(_SCRIPTS) and name.replace(".", "").replace("-", "").isalnum())
    )


def _is_code(bare: str, line: str, *, fenced: bool) -> bool:
    """Whether a line is rather program, request or markup than a sentence."""
    if bare[0] in "*_" and _LABEL.match(bare):
        return False
    sentence = _SENTENCE.search(bare) if len(bare.split(None, _FEWEST_WORDS)) >= _FEWEST_WORDS else None
    words = sum(map(len, _WORDS.findall(sentence.group()))) if sentence else 0
    prose = words / len(bare)
    if (prose < 0.6 or bare.startswith(_MARKED) or bare.endswith(_CLOSED)) and _STRONG.match(bare):
        return True
    if "=" in bare and not bare.endswith(".") and _PARAMETER.match(bare):
        return True
    if prose > 0.6:
        return False
    if _ENDING.search(bare[-4:]) and (prose < 0.3 or bare[-1] in "{}"):
        return True
    if prose < 0.35 and (
        ("=" in bare and _ASSIGNED.match(bare)) or ("(" in bare and _CALL.match(bare)) or (bare[0] in "\"'" and _PAIR.match(bare))
    ):
        return True
    if prose < 0.5 and ":" in bare and (fenced or line.startswith(("  ", "\t", "- "))) and _KEY.match(line.strip()):
        return True
    if fenced and prose < 0.4:
        return True
    rest = _LINK.sub(" ", bare) if "`" in bare or "://" in bare or "](" in bare else bare
    symbols = len(rest) - len(rest.translate(_SYMBOLS))
    return len(rest) >= 6 and symbols / len(rest) > 0.16 and prose < 0.4


#: What opens a comment or a string of many lines, and what closes it.
_LONG: Final[tuple[tuple[str, str], ...]] = (("/*", "*/"), ("<!--", "-->"), ('"""', '"""'), ("'''", "'''"), ("=begin", "=end"))
_MOST_COMMENT: Final = 120


def _comments(text: str, spans: list[Span], kinds: list[str]) -> None:
    """Comments and strings that go over many lines are code, whatever they say."""
    here = [marks for marks in _LONG if text.count(marks[0]) + (marks[0] != marks[1]) * text.count(marks[1]) >= 2]
    at = 0
    while here and at < len(spans):
        line = text[slice(*spans[at])].strip()
        for opens, closes in here:
            if line.startswith(opens) and closes not in line[len(opens) :]:
                stop = text.find(closes, spans[at].start + text[slice(*spans[at])].find(opens) + len(opens))
                last = at
                while stop >= 0 and last - at < _MOST_COMMENT and last + 1 < len(spans) and spans[last].end < stop:
                    last += 1
                if stop >= 0 and spans[last].end >= stop:
                    kinds[at : last + 1] = [CODE if kind in (PROSE, HEADING, OUTPUT) else kind for kind in kinds[at : last + 1]]
                    at = last
                break
        at += 1


def _smooth(text: str, spans: list[Span], kinds: list[str], fences: list[bool]) -> None:
    """Comments, strings and data between lines of code, and everything in a fence that holds some, belong to the code."""
    count = len(kinds)
    at = 0
    while at < count:
        if kinds[at] in (BLANK, FENCE):
            at += 1
            continue
        end = at
        while end < count and kinds[end] not in (BLANK, FENCE) and fences[end] == fences[at]:
            end += 1
        if (
            not fences[at]
            and end - at >= 3
            and all(kind == HEADING or text.startswith("#", spans[at + n].start) for n, kind in enumerate(kinds[at:end]))
        ):
            kinds[at:end] = [CODE] * (end - at)  # headings do not stand three in a row: these are comments of a script
        inside = kinds[at:end]
        code = sum(kind in CODELIKE for kind in inside)
        if fences[at] and code:
            kinds[at:end] = [CODE if kind in (PROSE, HEADING) else kind for kind in inside]
        elif code >= 2 and code * 2 >= len(inside):
            first = next(index for index in range(at, end) if kinds[index] in CODELIKE)
            last = next(index for index in range(end - 1, at - 1, -1) if kinds[index] in CODELIKE)
            for index in range(first, last):
                if kinds[index] in (PROSE, HEADING):
                    kinds[index] = CODE
        at = end


# Detection rules

_RULE_OPENING = lazy(
    r"\s*(?:private\s+|global\s+)*rule\s+\w{1,128}\b|\s*logsource\s*:|\s*(?:detection|keywords|semantics|llm)\s*:\s*$|\s*(?:alert|drop|reject|pass)\s+(?:tcp|udp|icmp|ip|http|tls|dns)\s"
    r"|\s*SecRule\s|\s*-?\s*pattern(?:-either|s|-inside)?\s*:|\s*title:\s|\s*-\s+(?:rule|macro|list):\s|\s*\[(?:rule|metadata)\]|(?:name|search):\s|\s*def\s(?:rule|title)\(event|\s*<(?:rule\sid=|Indicator|group\sname=)|\s*\*\s@kind|#.{0,200}\brule\b"
)
#: A query of a search engine for events: its stages each on a line, or a kind of event with a condition.
_QUERY = lazy(
    r"[ \t]*\|[ \t]*(?:where|project|extend|summari[sz]e|stats|tstats|eval|table|distinct|join"
    r"|union|mv-expand|render|rename|lookup|rex|parse|dedup|take|invoke|fields|top)\b"
    r"|[ \t]*(?:any|process|file|registry|network|library|dns|driver|api|iam|authentication|configuration"
    r"|sequence|event)\s+(?:by\s.{1,80}|where)\s.{0,60}(?:[=:~]|\bin\b|\blike\b)"
    r"|[ \t]*(?:index|sourcetype|source|eventtype)\s?=\s?\S+\s|[ \t]*(?:event\.\w+|process\.\w+|host\.os\.\w+)\s?:",
)
_RULE_PARTS: Final = (
    (("logsource",), ("detection", "condition")),
    (("detection:", "selection"), ("condition:",)),
    (("rule ",), ("condition:",)),
    (("rule ",), ("strings:", "meta:")),
    (("semantics:",), ("condition:",)),
    (("alert ",), ("msg:", "sid:")),
    (("secrule ",), ("id:",)),
    (("rule:",), ("condition:", "output:")),
    (("rules:", "id:"), ("pattern", "message:")),
    (("[rule]",), ("query",)),
    (("[metadata]", "[rule]"), ()),
    (("search:", "how_to_implement:"), ()),
    (("def rule(event",), ()),
    (("index:", "filter:"), ("alert:",)),
    (("<rule id=", "level="), ("<description>",)),
    (("<indicatoritem",), ()),
    (("@kind problem",), ()),
    (("rule ", "meta:"), ("events:",)),
    (("rule ", "meta:"), ("author =",)),
    (("rule ", "meta:"), ("description =",)),
    (("this rule detects",), ()),
)


def is_detection_rule(lowered: str) -> bool:
    """Whether a text has the shape of a detection rule: of Sigma, YARA, Nova, Suricata, ModSecurity, Elastic, Splunk and others."""
    return any(all(part in lowered for part in (*first, *second)) for first, second in _RULE_PARTS)


def _mark_rules(text: str, spans: list[Span], kinds: list[str]) -> None:
    """Every line of code from the opening of a detection rule on belongs to the rule."""
    lowered = lower(text)
    if not is_detection_rule(lowered):
        return
    # A rule that is a function belongs to its module.
    inside = "def rule(event" in lowered
    for index, (start, end) in enumerate(spans):
        if _RULE_OPENING.match(text, start, end):
            inside = True
        elif inside and kinds[index] == PROSE and index and kinds[index - 1] == BLANK and not text[start].isspace():
            inside = False
        if inside and kinds[index] in (CODE, COMMAND, PROSE, OUTPUT):
            kinds[index] = RULE
            inside = text[start:end].rstrip() != "}"


def _mark_queries(text: str, spans: list[Span], kinds: list[str], fences: list[bool]) -> None:
    """Every line of a paragraph, or of a block between fences, that holds a query for events."""
    if not any(word in text for word in ("| ", " where ", "index=", "event.", "process.")):
        return
    behind = 0
    for index, (start, end) in enumerate(spans):
        if index < behind or kinds[index] in (FENCE, BLANK) or not _QUERY.match(text, start, end):
            continue
        edges = (FENCE,) if fences[index] else (FENCE, BLANK)
        first, behind = index, index + 1
        while first > 0 and kinds[first - 1] not in edges and kinds[first - 1] != RULE:
            first -= 1
        while behind < len(spans) and kinds[behind] not in edges:
            behind += 1
        kinds[first:behind] = [RULE if kind in (CODE, COMMAND, PROSE, OUTPUT) else kind for kind in kinds[first:behind]]
