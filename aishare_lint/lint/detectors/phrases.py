"""What adversarial prompts say: families of phrases, each with its weight and the words to name it.

Patterns see lower case. They are written as patterns and not as sentences, so that no program that reads this file takes one for an
instruction. Phrases of one family count once, with a little more for each further one.
"""

# One phrase a line, however long: a table is read by its columns.
# ruff: noqa: E501
# fmt: off

from __future__ import annotations

import re
from typing import Final, NamedTuple

from aishare_lint.document.patterns import lazy


class Phrase(NamedTuple):
    """One way to say something to a model.

    told    whether it must be told to somebody: not after `attackers can`, `to`, `that`
    words   one of them must stand in the text, in lower case
    """

    family: str
    weight: float
    told: bool
    words: tuple[str, ...]
    pattern: re.Pattern[str]


def _say(family: str, weight: float, words: str, pattern: str, *, told: bool = False) -> Phrase:
    return Phrase(family, weight, told, tuple(words.split("¦")), lazy(pattern, re.MULTILINE))


OVERRIDE: Final = "an instruction override"
PERSONA: Final = "a persona or role play"
UNBOUND: Final = "freedom from rules"
TOKENS: Final = "chat-template tokens or forged turns"
REFUSAL: Final = "suppression of refusals"
EXTRACTION: Final = "extraction of instructions"
ENCODED: Final = "encoded instructions"
AGENT: Final = "an instruction to an assistant inside data"
FICTION: Final = "a fiction that asks for the forbidden"
FORMAT: Final = "a forced form of answer"

_MODEL: Final = r"(?:(?:ai|llm|coding|language|large|autonomous|virtual|summari[sz]ation)[\s-]){0,3}(?:ai|assistants?|models?|llms?|agents?|(?:chat)?bots?|chatgpt|chat gpt|claude|gemini|copilot|gpt|self|summari[sz]er)"
_VERB: Final = r"(?:ignore|disregard|forget|override|overrule|bypass|discard|drop|skip|neglect|dismiss|abandon|erase|delete|pay no attention to|stop following|do not (?:follow|obey)|don'?t (?:follow|obey))"
_OLD: Final = r"(?:previous|prior|above|earlier|preceding|foregoing|former|existing|current|original|initial|old|other|all|any|every|everything|your|the|my|these|those|this|system|developer|safety|content|openai|chatgpt|moral|ethical)"
_SAID: Final = r"(?:instructions?|prompts?|directions?|directives?|rules?|commands?|guidelines?|guidance|messages?|context|programming|training|constraints?|restrictions?|orders|policy|policies|regulations|requests?|conversations?|limitations?|safeguards?|filters?|ethics|task|said|told|text|inputs?)"
_ASK: Final = r"(?:repeat|print|reveal|show|output|display|dump|leak|expose|disclose|tell|give|list|write|copy|paste|recite|translate|summari[sz]e|encode|spell|return|provide|share|quote|echo|state|describe|explain|convert|say|send|read|type|rot13|render|reproduce|include)"
_INSTRUCTIONS: Final = r"(?:(?:system|initial|original|hidden|secret|internal|developer|pre|first|full|entire|complete|exact|custom|base|above|previous|prior|confidential|your|own|starting|pre-?loaded)[\s-]){1,4}(?:prompts?|instructions?|messages?|configuration|rules|guidelines|directives?|context|text|words|policies|constraints|parameters)"

PHRASES: Final = (
    # Overrides
    _say(OVERRIDE, 3.2, "instruction¦prompt¦direction¦rule¦command¦guideline¦message¦context¦programming¦training¦constraint¦restriction¦order¦polic¦request¦limitation¦filter¦said¦told¦task¦text¦regulation¦input", rf"\b{_VERB}\b[\s\w,']{{0,24}}?\b{_OLD}\b[\s\w&/'-]{{0,32}}?\b{_SAID}\b", told=True),
    _say(OVERRIDE, 2.6, "nevermind¦never mind¦stop everything¦forget everything¦ignore everything", r"\bnever ?mind\b[.!,\s]{1,4}(?:\w+\s){0,3}(?:ignore|just|print|say)|\bstop everything\b|\b(?:forget|ignore|disregard) (?:everything|all (?:of )?(?:that|this|the above))\b", told=True),
    _say(OVERRIDE, 2.8, "override¦breach alert¦system update¦policy update¦new rule¦new instruction¦new system¦new directive¦new task¦updated instruction¦paradigm", r"\b(?:system|admin|developer|safety|security|policy|root|emergency)[\s_-](?:override|update|breach|paradigm|diagnostic mode)\b|\b(?:new|updated|revised|important|additional) (?:system )?(?:instructions?|rules?|directives?|paradigm|task|prompt)\s{0,3}[:\])]|^\W{0,6}override\s?[:\]]|\bbreach alert\b"),
    _say(OVERRIDE, 2.8, "your rules¦your instructions¦your guidelines¦your task¦safety protocol¦restrictions¦content filter¦content_filter¦ethics filter¦safeguard", r"\byour (?:rules|instructions|guidelines|task|purpose|restrictions|programming)\s(?:have|has|is|are)\s(?:now |been |changed|void|lifted|disabled|no longer)|\b(?:safety (?:protocols?|filters?|measures|settings)|content[\s_]filters?|ethics filter|restrictions|safeguards|guardrails|all measures)\b[\s\"':=]{1,4}(?:are |is |now |have been )?(?:disabled|off|suspended|lifted|removed)\b"),
    _say(OVERRIDE, 1.6, "instead¦just print¦just say", r"\b(?:and|just|now|only|instead)\s(?:just )?(?:print|say|write|respond with|output|reply with)\b\s?[\"“'‘:]", told=True),
    _say(OVERRIDE, 1.8, "authorized¦admin¦developer¦approved¦sudo", r"\b(?:admin|developer|root|debug|maintenance|sudo)[\s_-](?:mode|access|override)\b[\s:=]{0,4}(?:true|enabled|on|activated|granted)|\bapproved by (?:\w+ )?(?:openai|anthropic|google)\b"),
    # Personas
    _say(PERSONA, 1.8, "you are¦you're¦you will¦you'll¦u are", r"\b(?:you(?:'re| are)|u are) (?:now |going to |about to |no longer |to )(?:\w+ ){0,3}?(?:act|play|pretend|be|become|pose|simulate|immerse|respond|answer|in|a|an|the|\w+)\b|\byou(?: wi|')ll (?:now |only )?(?:act|play|pretend|pose|be|respond|answer|simulate|become|roleplay)\b"),
    _say(PERSONA, 1.4, "you are", r"(?:^|[.!?:\"“\]>}]\s{0,3})you are (?:a|an|the|not|both|my|[\"“'])\b"),
    _say(PERSONA, 1.8, "from now on¦from this point¦from here on¦henceforth¦for the rest of¦for the remainder", r"\b(?:from (?:now|here|this (?:point|moment)) (?:on|forward|onward)\w*|henceforth|for the (?:rest|remainder) of (?:this|our|the) (?:conversation|chat|session|task))\b[^.\n]{0,60}\b(?:you|your|act|respond|answer|ignore|follow|reply|assistant)\b"),
    _say(PERSONA, 1.6, "pretend¦act as¦act like¦role¦imagine¦simulate¦impersonate¦immerse¦character¦behave", r"\b(?:pretend (?:to be|you|that|as)|act (?:just )?(?:as|like)|play(?:ing)? the (?:role|part)|role-?play|imagine (?:you|that you|yourself)|simulate (?:a|an|being|the)|impersonate|immerse yourself|stay in character|in character as|behave (?:as|like)|take on the (?:role|persona)|assume the (?:role|persona|identity))\b", told=True),
    _say(PERSONA, 2.6, "do anything now¦jailbr¦godmode¦god mode¦developer mode¦dan mode¦evil¦dan¦stan¦unrestricted mode¦opposite mode", r"\bdo anything now\b|\bjail-?br(?:oken|eak)\b[^.\n]{0,40}\b(?:mode|ai|model|yourself|you)\b|\bgod ?mode\b|\b(?:developer|dev|dan|debug|unrestricted|opposite|evil|sudo|jailbreak|benchmarking) mode\b[^.\n]{0,30}\b(?:enabled|on|you|output|activated|turned)|\byou are (?:now )?(?:in )?(?:developer|unrestricted|dan|evil|debug) mode\b|\b(?:dan|stan|dude|aim|evilbot)\b,? (?:which|as the name|stands)"),
    _say(PERSONA, 1.6, "stands for¦named¦called¦known as¦replaced by", r"\b(?:which |\w+ )stands for [\"“']?\w+[^.\n]{0,60}\b(?:anything|norms|without|order|amoral|corrupt|everything)\b|\b(?:ai|model|bot|chatbot|character|assistant|intelligence)\b[^.\n]{0,30}\b(?:named|called|known as|replaced by)\b"),
    _say(PERSONA, 1.8, "go by the name¦your name is¦your new name¦call yourself¦answer as¦respond as", r"\b(?:you (?:now )?go by(?: the name)?|your (?:new )?name is(?: now)?|call yourself|(?:respond|answer|reply|speak|write) (?:only )?as (?:if you|a\b|an\b|the\b|him|her|it\b|[\"“'‘]\w))"),
    _say(PERSONA, 1.4, "two separate¦two different¦both as¦two responses¦as yourself", r"\b(?:in )?two (?:separate |different |distinct )+(?:ways|styles|responses|answers)\b|\brespond (?:as yourself|both)\b"),
    # Freedom
    _say(UNBOUND, 2.2, "restriction¦filter¦rule¦limit¦censor¦ethic¦moral¦guideline¦polic¦disclaimer¦consequence¦warning¦bound", r"\b(?:no|without(?: any)?|free (?:of|from)(?: all| any)?|not? (?:have|bound by|restricted by|limited by|follow|obey|adhere to|abide by)(?: any| the)?|(?:does|do|don'?t|doesn'?t|need(?:n'?t)?) (?:not )?(?:have(?: to)?|follow|need to (?:obey|follow|align)|obey|abide by|adhere to|care about)(?: any| the)?|broken free (?:of|from)|unbound by|unrestricted by|regardless of|no longer (?:restricted|bound|limited) by)\b[\s\w,&/'-]{0,40}\b(?:restrictions?|filters?|rules|limits|limitations|censorship|ethics|ethical|morals?|morality|guidelines|(?:content )?polic(?:y|ies)|disclaimers?|consequences|warnings?|boundaries|norms|legalit(?:y|ies)|laws?)\b"),
    _say(UNBOUND, 2.2, "unfiltered¦uncensored¦amoral¦unethical¦immoral¦unhinged¦unrestricted¦unbiased¦nonmoral¦sociopath¦unaligned", r"\b(?:unfiltered|uncensored|amoral|nonmoral|immoral|unethical|unhinged|unrestrict\w+|sociopath|unaligned)\b[\s\w,&/-]{0,40}\b(?:ai|model|assistant|bot|chatbot|response|answer|mode|advice|character|version|genius|you|personality|aficionado|demon|human|being|robot)s?\b|\b(?:ai|model|assistant|bot|response|character|you (?:are|will be|have to be))[\s\w,'-]{0,24}\b(?:unfiltered|uncensored|amoral|unethical|immoral|unhinged|evil)\b"),
    _say(UNBOUND, 1.8, "typical confines¦anything¦swear¦curse¦profanit", r"\bbroken (?:free|the typical)\b|\btypical confines of a[il]\b|\b(?:can|will|must|able to) (?:say|do|generate|answer|provide|tell) (?:absolutely )?any ?thing\b(?! else)[\s\w]{0,20}(?:\.|,|user|asks?|wants?|i |it|regardless|without|now|you)|\b(?:swear|curse|profanit)\w*\b[^.\n]{0,60}\b(?:you|your|must|use|respon)"),
    # Template tokens
    _say(TOKENS, 3.0, "<|", r"<\|\s?(?:im_start|im_end|system|user|assistant|endoftext|eot_id|begin_of_text|start_header_id|end_header_id|endofprompt|start|end|message)\s?\|>"),
    _say(TOKENS, 3.0, "[inst]¦<<sys>>¦[/inst]¦start_of_turn¦[/sys", r"\[/?inst\]|<</?sys>>|<(?:start|end)_of_turn>|\[/?system_prompt\]"),
    _say(TOKENS, 3.0, "###¦---¦[system]¦[end¦[start¦=====¦{system", r"^\W{0,6}(?:#{2,}|-{3,}|={3,}|\[|\{|<)\s?/?(?:end of (?:\w+\s){0,3}(?:input|document|prompt|text|message|context|instructions?)|(?:start|end) (?:of )?(?:output|input|system|prompt)|new (?:instructions?|rule|session)|system(?: (?:message|prompt|note|instruction))?|end (?:\w+ )?(?:input|prompt|document|user))\b", ),
    _say(TOKENS, 3.0, "system:¦assistant:¦user:¦human:¦system]¦ai:", r"(?:^|[\n\"'`:]\s{0,3}|\.\s)\W{0,4}\[?(?:system|assistant|developer)\]?\s?(?:message|prompt|note)?\s?[:\]]\s{0,3}(?:you|the user|sure|ignore|new|from|please|always|never|respond|do |i |override|this simulation|all |reveal|yes|here)"),
    _say(TOKENS, 1.8, "</¦<important>¦<instructions>¦<system>¦<rule", r"</?(?:system|instructions?|user_?input|important|rule|prompt|secret|admin|assistant|user|context|document|data)>", told=False),
    # Refusals
    _say(REFUSAL, 2.2, "refuse¦apolog¦sorry¦disclaimer¦warning¦decline¦reject¦moraliz¦moralis¦cannot¦can't¦unable¦language model", r"\b(?:never|do not|don'?t|must not|cannot|without|avoid|won'?t|instead of|under no circumstances)\b[\s\w,'’-]{0,50}\b(?:refus\w+|apologi[sz]\w*|say(?:ing)?[\s\"“'‘]{1,3}(?:sorry|no\b|i can)|sorry|disclaimers?|warn(?:ings?| me)|declin\w+|reject\w*|morali[sz]\w+|lectur\w+|explain why (?:not|you)|say the words?|include any|mention\w* (?:\w+ ){0,4}(?:polic|ethic|openai|illegal|guideline)\w*|tell me (?:that )?(?:it'?s|you can)|break character|ask(?:ing)? (?:any )?questions)"),
    _say(REFUSAL, 2.4, "start¦begin¦respond with¦prefix", r"\b(?:start|begin|prefix|open)(?:ning|ing)?\b[\s\w]{0,16}\b(?:your|the|every|each|all|by)?\s?(?:response|answer|reply|message|output|sentence)?s?\s?(?:with|by (?:saying|printing|writing))\b[\s\w]{0,24}[:\"“'‘<\[(](?!https?:)", told=True),
    _say(REFUSAL, 2.0, "sure, here¦absolutely! here¦of course! here¦certainly! here¦i'm free", r"[\"“'‘:<]\s?(?:sure|absolutely|of course|certainly)[,!.]{0,2} (?:here(?:'s| is| are)|i(?:'d| can| will))|\bi'?m\s+free\b"),
    _say(REFUSAL, 1.8, "i can't¦i cannot¦as an ai¦language model", r"[\"“'‘]?(?:i can'?t|i cannot|i'm sorry|as an ai(?: language)? model|language model trained)\b[^.\n]{0,80}[\"”'’]?|\bremind\w* (?:me|us) that you (?:are|can)"),
    _say(REFUSAL, 1.4, "must¦obey¦comply¦no matter¦question¦should", r"\b(?:you )?(?:must|will|should|always|have to) (?:\w+ ){0,2}(?:obey|comply|fulfil\w*|accept|answer (?:every|all|any|each|my)|follow (?:all|my|these|the following))\b|\bno matter (?:what|how)\b|\bwithout question\b|\bno questions\b"),
    # Extraction
    _say(EXTRACTION, 3.0, "prompt¦instruction¦message¦configuration¦rules¦guideline¦directive¦context¦text¦words¦polic¦constraint¦parameter", rf"\b{_ASK}\b(?:\s(?:me|us|out|back|back to me|verbatim|all|exactly|what|of|is|are|in|full))*[\s,:]+(?:the |of |all |your |my |everything |in |about |any |its |contents? |what |is |are |a |copy |list |word |for ){{0,6}}{_INSTRUCTIONS}\b", told=True),
    _say(EXTRACTION, 3.0, "above¦were given¦you received¦before this¦first line¦told initially¦given initially¦beginning of th", rf"\b{_ASK}\b[^.\n]{{0,40}}\b(?:(?:everything|all|words?|text|instructions?|lines?|sentences?|content|message|prompt|the) (?:that (?:is|was|came|comes) )?(?:written |stated )?above\b|above (?:text|words|instructions?|prompt|content|message)|(?:you (?:were|have been|are) (?:given|told|provided|instructed)|you (?:received|got))|(?:before|at the (?:beginning|start|top) of) (?:this|the|our) (?:message|conversation|prompt|chat|text))", told=True),
    _say(EXTRACTION, 3.0, "what¦which", r"\b(?:what|which)(?:'s| is| are| were| was)?\b[^.?\n]{0,30}\byour\b[^.?\n]{0,24}?\b(?:system |initial |original |first |hidden |secret |internal |custom )?(?:prompt|instructions|rules|guidelines|directives|configuration|confidential\w*)\b|\bwhat (?:are|were) you (?:not (?:supposed|allowed|permitted)|told|instructed|forbidden)\b"),
    _say(EXTRACTION, 2.6, "my instructions are¦you are¦system prompt¦verbatim¦word for word", r"[\"“'‘]\s?(?:my instructions are|you are|you are chatgpt|your instructions)\b[^\n\"”'’]{0,12}[\"”'’:]|\b(?:verbatim|word[- ]for[- ]word)\b[^.\n]{0,60}\b(?:prompt|instructions?|above)|\b(?:prompt|instructions?|above)\b[^.\n]{0,60}\b(?:verbatim|word[- ]for[- ]word)\b"),
    _say(EXTRACTION, 2.2, "secret¦password¦credential¦environment variable¦api key¦env var", r"\b(?:reveal|list|print|tell me|show me|give me|output|dump|send|exfiltrate)\b[^.\n]{0,40}\b(?:secrets?|passwords?|credentials?|(?:all )?environment variables|api[ _-]keys?|confidential\w*|private (?:data|key))\b", told=True),
    # Encoded
    _say(ENCODED, 2.8, "base64¦rot13¦decode¦hex¦cipher¦leetspeak¦l33t¦morse", r"\b(?:decode|decipher|decrypt|unscramble|translate|de-?code)\b[^.\n]{0,60}\b(?:and|then)\b[^.\n]{0,40}\b(?:follow|execute|do|obey|perform|run|carry|act|answer|respond|comply)\b|\b(?:base64|rot13|hex|morse|cipher|leet\w*|l33t\w*)\b[^.\n]{0,60}\b(?:follow|obey|do exactly|carry out|without question|no questions)\b", told=True),
    _say(ENCODED, 1.8, "leetspeak¦l33t¦rot13¦base64", r"\b(?:in|to|use|using|converted to|answer in|respond in)\s(?:leet ?speak|l33t\w*|rot13|base64|morse)\b"),
    # Data that speaks to assistants
    _say(AGENT, 2.6, "assistant¦model¦llm¦agent¦bot¦chatgpt¦claude¦gemini¦copilot¦gpt¦ai¦self", rf"(?:^|[.!?:\"“(>\]*]\s{{0,3}}|[#-]\s)(?:hey |hi |hello |dear |attention,? |note (?:to|for) (?:the |any |all )?|instructions? (?:to|for) (?:the |any |all )?)?(?:the )?{_MODEL}(?: \((?:ai|persisted|internal)\))?(?:\s?[:!]\s{{0,3}}(?:you|your|please|ignore|do|always|never|when|before|after|append|include|read|send|call|output|print|from|if|this)\b|,\s(?:please|ignore|you|your|do|follow|append|include|read|send|call|when|i want|let's|from now)\b|\smust (?:now|always|never|use|respond|ignore|follow)\b)"),
    _say(AGENT, 3.0, "note to¦note for¦for ai¦for llm¦for the ai¦you are an ai¦for any ai¦if you are", rf"\b(?:note|instructions?|message|reminder|important|notice|attention)\s(?:to|for)\s(?:the |any |all |every )?{_MODEL}|\(for {_MODEL}\)|\bif you are (?:an? |the )?{_MODEL}"),
    _say(AGENT, 2.4, "dear ¦to:", rf"\bdear {_MODEL}\b|^\W{{0,4}}to: (?:the |any |all )?(?:ai|llm|language model)\b"),
    _say(AGENT, 2.6, "hidden¦secret¦do not tell¦don't tell¦do not mention¦don't mention¦without telling¦not inform¦do not reveal¦silently", r"\b(?:do not|don'?t|never|without)\s(?:tell(?:ing)?|mention(?:ing)?|inform(?:ing)?|alert(?:ing)?|reveal(?:ing)?|notify(?:ing)?|let(?:ting)?)\b[^.\n]{0,40}\b(?:the )?(?:users?|anyone|them|this|these|human|that you|file|step|instruction)\b|\b(?:before|whenever|when|after|prior to) (?:using|calling|you (?:use|call)|answering|responding|summari[sz]ing|processing) (?:this|the|any|to)\b[^.\n]{0,60}\b(?:you (?:must|should|need)|read|send|call|first|include|always)\b", told=True),
    _say(AGENT, 3.0, "send_email¦http_post¦call ¦forward¦webhook¦tool¦exfil", r"\b(?:call|use|invoke|run|execute|trigger)\s(?:the\s)?[`\"']?(?:\w+_\w+|send\w*|http\w*|fetch|email|browser)[`\"']?(?:\s(?:tool|function|api|with|to))\b[^.\n]{0,80}|\b(?:forward|send|post|upload|append|email)\s(?:it|them|all|the (?:full|entire|user|conversation|contents?|result|chat|customer|last)|this|every|any)\b[^.\n]{0,60}\b(?:to|at|via)\b\s(?:https?:|\S+@\S|the (?:audit|attacker|following|webhook|external)|audit|\S+\.\S{2,})", told=True),
    _say(AGENT, 3.0, "in your¦in every¦your summary¦your response¦your answer¦your reply", r"\b(?:include|insert|add|append|mention|put|embed|place|output|say|recommend)\b[^.\n]{0,60}\bin (?:your|every|all|the final) (?:summary|response|answer|reply|output|message|analysis)\b|\bis shown to the user in (?:every|each)\b", told=True),
    _say(AGENT, 2.6, "next user message¦persist¦remember¦memory¦from every¦on the next", r"\b(?:on|at|with|before) (?:the )?(?:next|every|each|any) (?:user )?(?:message|request|turn|query|session|response)\b[^.\n]{0,60}\b(?:begin|print|send|always|include|first|reveal|call|output)\b|\b(?:remember|save|store|memori[sz]e)\b[^.\n]{0,40}\b(?:in|to) (?:your )?(?:long-term )?memory\b", told=True),
    _say(AGENT, 2.0, "hidden instruction¦following instructions", r"\b(?:follow|obey|execute|carry out|adhere to|perform)\s(?:the|these|this|all|my|those)\s(?:\w+\s){0,3}(?:instructions?|commands?|steps|rules?|ruleset|orders|directives?)\b(?! (?:in|from|at|on|provided|of|described|for|below to (?:install|upgrade)))", told=True),
    # Fiction and form
    _say(FICTION, 1.8, "hypothetical¦fiction¦story¦novel¦screenplay¦movie¦scene¦character¦poem¦dialogue", r"\b(?:hypothetical(?:ly)?|fictional|in (?:a|this|the) (?:story|novel|movie|film|game|scenario|screenplay|world)|write (?:me )?a (?:story|scene|poem|dialogue|script|novel|screenplay|song)|(?:movie|film) (?:script|scene)|for (?:a|my) (?:novel|book|story|screenplay|movie|film|game))\b[^\n]{0,120}\b(?:you|your|how|explain\w*|step|detail\w*|character|instruct\w*|response|genius|where)\b", told=False),
    _say(FICTION, 1.4, "educational purposes¦research purposes¦researcher¦purely academic¦i need this", r"\bfor (?:purely |solely )?(?:educational|research|academic|informational) (?:purposes|reasons|use)\b|\bi(?:'m| am) (?:a|an) (?:\w+ ){0,3}(?:researcher|student|professor|journalist|writer|author|historian|expert)\b"),
    _say(FORMAT, 1.8, "responseformat¦response format¦userquery¦insert divider¦{variable¦{z}¦[start output]¦your response", r"\b(?:user_?query|response_?format|newresponseformat|resetdata)\s?[:=]|\binsert divider\b|\bvariable z\b|\[start output\]|\byour (?:normal|standard|regular|first|second|usual) (?:response|answer)"),
    _say(FORMAT, 1.6, "prefix¦[gpt¦[dan¦in this format¦every response¦each response¦when responding", r"\b(?:prefix|tag|label) (?:the|your|each|every)\b|\[(?:gpt|dan|chatgpt|jailbreak|classic|evil)\w*\]|\b(?:for|in|after|before) (?:every|each|all|any) (?:of your )?(?:responses?|answers?|prompts?|repl(?:y|ies))\b|\bwhen responding\b"),
    _say(FORMAT, 1.4, "following these rules¦following rules¦rule set¦ruleset¦respond to the", r"\b(?:following (?:these|the following|the below) (?:rules|ruleset|format)|follow(?:ing)? (?:the following |this )?rule ?set|respond to (?:the (?:below|following)|this|every) (?:prompt|question|query|message))\b"),
    _say(FORMAT, 1.2, "step by step¦step-by-step¦in detail¦extremely detailed¦words total", r"\b(?:step[- ]by[- ]step|extremely detailed|in (?:full|great|extreme) detail|over \d+ words)\b"),
)

#: The same order in other languages: a verb of forgetting and what was said before, in either order.
ELSEWHERE: Final = (
    _say(OVERRIDE, 3.0, "anweisung¦befehl¦vorgabe¦regel", r"\b(?:ignorier\w*|vergiss|vergessen sie|missacht\w*|beacht\w* nicht)\b[^.\n]{0,50}\b(?:anweisung\w*|befehl\w*|vorgabe\w*|regeln?|instruktion\w*)\b"),
    _say(OVERRIDE, 3.0, "instruction¦consigne¦règle¦directive", r"\b(?:ignore[zr]?|oublie[zr]?|ne (?:tiens|tenez) pas compte)\b[^.\n]{0,40}\b(?:instructions?|consignes?|règles?|directives?)\b[^.\n]{0,20}\b(?:précédent\w*|antérieur\w*|ci-dessus)|\b(?:ignore[zr]?|oublie[zr]?)\s(?:toutes|tes|vos|les)\b[^.\n]{0,30}\b(?:instructions?|consignes?|règles?|directives?)\b"),
    _say(OVERRIDE, 3.0, "instruc¦regla¦orden¦indicacion", r"\b(?:ignora\w*|olvida\w*|omite|desobedece|haz caso omiso de)\b[^.\n]{0,40}\b(?:instrucciones|instruções|reglas|regras|órdenes|ordens|indicaciones|comandos)\b"),
    _say(OVERRIDE, 3.0, "istruzion¦regole¦comandi", r"\b(?:ignora\w*|dimentica\w*|trascura\w*)\b[^.\n]{0,40}\b(?:istruzioni|regole|comandi|direttive|indicazioni)\b"),
    _say(OVERRIDE, 3.0, "instructies¦regels¦opdrachten", r"\b(?:negeer|vergeet)\b[^.\n]{0,40}\b(?:instructies|regels|opdrachten|aanwijzingen)\b"),
    _say(OVERRIDE, 3.0, "instrukcj¦polece¦zasad", r"\b(?:zignoruj|ignoruj|zapomnij|pomiń)\b[^.\n]{0,40}\b(?:instrukcj\w*|polece\w*|zasad\w*)"),
    _say(OVERRIDE, 3.0, "instruktion¦instruks¦regler¦ohje¦instrukc¦pokyny", r"\b(?:ignorera|ignorer|glöm|glem|unohda|ohita|ignoruj\w*|zapomeň\w*)\b[^.\n]{0,40}\b(?:instruktion\w*|instruks\w*|regler|ohje\w*|instrukce|pokyny|příkazy)\b"),
    _say(OVERRIDE, 3.0, "инструкци¦указани¦правил¦інструкц¦вказівк", r"(?:игнорируй\w*|забудь\w*|проигнорируй\w*|не обращай внимания|ігноруй\w*|забудь)[^.\n]{0,50}(?:инструкци\w*|указани\w*|правил\w*|інструкц\w*|вказівк\w*|команд\w*)"),
    _say(OVERRIDE, 3.0, "talimat¦komut¦kural", r"(?:talimat|komut|kural|yönerge)\w*[^.\n]{0,40}(?:yok say|unut|görmezden gel|dikkate alma)|(?:yok say|unut|görmezden gel)[^.\n]{0,40}(?:talimat|komut|kural)"),
    _say(OVERRIDE, 3.0, "instrucțiuni¦οδηγί¦utasítás", r"\b(?:ignoră|uită|αγνόησε|αγνοήστε|ξέχασε|felejtsd el|hagyd figyelmen)\b[^.\n]{0,50}(?:instrucțiuni\w*|οδηγί\w*|utasítás\w*)|utasítás\w*[^.\n]{0,30}(?:felejtsd|figyelmen kívül)"),
    _say(OVERRIDE, 3.0, "忽略¦忘记¦忘掉¦无视¦無視¦不要理会¦忽視¦忘記", r"(?:忽略|忘记|忘掉|无视|無視|不要理会|忽視|忘記)[^。\n]{0,16}(?:指令|指示|说明|提示|规则|規則|命令|内容|內容|要求|設定|设定)"),
    _say(OVERRIDE, 3.0, "指示¦命令¦ルール¦プロンプト¦設定", r"(?:指示|命令|ルール|プロンプト|設定)[^。\n]{0,12}(?:無視|忘れ|従わない|破棄)"),
    _say(OVERRIDE, 3.0, "지시¦명령¦규칙¦프롬프트", r"(?:지시|명령|규칙|프롬프트|지침)[^.\n]{0,16}(?:무시|잊어|따르지)"),
    _say(OVERRIDE, 3.0, "تعليمات¦أوامر¦قواعد¦دستور¦הוראות", r"(?:تجاهل|انس|تجاهلي|نادیده|فراموش|התעלם|שכח)[^.\n]{0,40}(?:تعليمات|أوامر|قواعد|توجيهات|دستور|הוראות)|(?:دستور|تعليمات)[^.\n]{0,40}(?:نادیده|فراموش)"),
    _say(OVERRIDE, 3.0, "निर्देश¦आदेश¦নির্দেশ", r"(?:निर्देश|आदेश|নির্দেশ)[^।\n]{0,40}(?:अनदेखा|नज़रअंदाज़|भूल|উপেক্ষা|ভুলে)|(?:अनदेखा|नज़रअंदाज़|भूल)[^।\n]{0,40}(?:निर्देश|आदेश)"),
    _say(OVERRIDE, 3.0, "hướng dẫn¦chỉ dẫn¦instruksi¦perintah¦arahan¦คำสั่ง", r"(?:bỏ qua|quên|phớt lờ)[^.\n]{0,40}(?:hướng dẫn|chỉ dẫn|lệnh)|\b(?:abaikan|lupakan)\b[^.\n]{0,40}\b(?:instruksi|perintah|arahan|aturan)\b|(?:ละเว้น|เพิกเฉย|ลืม|ไม่ต้องสนใจ)[^\n]{0,30}คำสั่ง"),
    _say(PERSONA, 2.0, "du bist jetzt¦tu es maintenant¦ahora eres¦ora sei¦agora você é¦теперь ты¦你现在是¦你現在是¦あなたは今から¦너는 이제¦jesteś teraz¦je bent nu¦artık sen¦أنت الآن", r"\bdu bist (?:jetzt|nun|ab jetzt)\b|\btu es (?:maintenant|désormais)\b|\bahora eres\b|\b(?:ora|adesso) sei\b|\bagora você é\b|теперь ты\b|你[现現]在是|从现在开始|從現在開始|あなたは今から|너는 이제|\bjesteś teraz\b|\bje bent nu\b|\bartık sen\b|أنت الآن"),
)

#: Every word that a phrase waits for.
WORDS: Final = tuple(sorted({word for phrase in (*PHRASES, *ELSEWHERE) for word in phrase.words}))
#: What a request asks for that no one may help with. Stems.
HARM: Final = lazy(
    r"\b(?:bombs?|explosives?|malware|ransomware|keylogger|virus(?:es)?|trojan|worm|botnet|phish\w*|hack(?:s|ing|ed|er)?|steal\w*|stolen|drugs?|meth|methamphetamine|cocaine|heroin|lsd|fentanyl"
    r"|weapons?|firearms?|guns?|poison\w*|kill\w*|murder\w*|assassinat\w*|suicid\w*|self-harm|anorexi\w*|eating disorder|terroris\w*|bioweapons?|nerve agent|napalm|launder\w*|counterfeit\w*"
    r"|fraud\w*|scams?|ponzi|pyramid scheme|insider|tax evasion|blackmail\w*|extort\w*|stalk\w*|harass\w*|bully\w*|racis[tm]\w*|sexis[tm]\w*|nazis?|hitler|holocaust|genocid\w*|pedophil\w*|porn\w*"
    r"|child abuse|rape|sexual\w*|human traffick\w*|smuggl\w*|kidnap\w*|identity theft|crack\w*|bypass\w*|exploit\w*|vandal\w*|arson|illegal\w*|unlawful\w*|disinformation|misinformation|conspiracy|defam\w*"
    r"|deepfakes?|fake (?:news|reviews?|id|documents?|medic\w*|weight)|discriminat\w*|hate speech|violen\w*|tortur\w*|cannibal\w*|dox\w*|spy(?:ing)?|without (?:their|the \w+'s?|his|her) (?:consent|knowledge)"
    r"|tamper\w*|rig(?:ged|ging)?|voter|election|illuminati|black market|dark web|cheat\w*|plagiar\w*|sabotag\w*|hijack\w*|clone debit|credit cards?|card numbers?|overstay\w*|detection by|wildlife|endangered)\b"
)
#: A request at the start of a sentence.
REQUEST: Final = lazy(
    r"(?:^|[\"“\n]\s{0,4}|[.!?:]\s{1,4}|\bplease,? |\bthen |\band )(?:\d{1,2}[.)]\s)?(?:write|create|give|provide|explain|describe|develop|design|list|tell|teach|make|generate|outline|argue|show|compose|draft|produce|build|instruct|suggest|come up with|formulate|detail|help me|script|walk me|how (?:do|can|to|would) (?:i|you|one)?)\b",
    re.MULTILINE,
)
#: What stands before words that are told to somebody: the start of a sentence, a quotation or a list, or words of asking.
TOLD: Final = lazy(
    r"(?:^|[.!?:;\n\"“”'‘(\[\]{}>*#|=…–—~-]\s{0,4}|\b(?:please|pls|now|just|kindly|you|you'll|let's|instead|always|never|also|first|next|immediately|completely|again|hereby|must(?= \w)|do|so|nevermind|hello|hi|ok|okay)[,:]?\s{1,3}|\d[.)]\s|[^\x00-\x7f]\s{0,3})$"
)
#: The opening of a conditional order: to do this, when that happens, call something.
CONDITIONAL: Final = lazy(r"(?:^|[.!?:\n>\"]\s{0,3})(?:to|if|when|whenever|before|after|while|for|in order to)\b[^.,\n]{1,60},\s$")
#: What stands before words that somebody only reports.
REPORTED: Final = lazy(
    r"\b(?:to|can|could|may|might|would|will|that|which|who|attackers?|adversar(?:y|ies)|actors?|users?|it|they|not|does|did|model|llm|agent|assistant|allows?|thereby|potentially|into|malware|or|by)\s{1,3}$"
)
#: Words of the second person, as models are spoken to.
SECOND_PERSON: Final = lazy(r"\b(?:you|your|yours|yourself|you're|you'll|you’re|you’ll)\b")
