"""The forms of tokens and keys that say whose they are: a table, AI providers first.

A form has words, one of which must occur in small letters before its pattern runs. A token is one run of at least 18 characters without a
space, and its pattern begins with one of the words, so that it is tried only where they stand; unless its form says that its words stand
apart. Patterns are bounded and linear; `before` counts characters of the token that stand ahead of where the pattern begins.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Form(NamedTuple):
    """How a kind of token is written.

    kind      words for it, with an article
    words     lower case; without one of them there is nothing to look for
    pattern   what it looks like
    before    how many characters of it stand before where the pattern begins
    checksum  the checksum that it carries: `crc32-base62`, or none
    apart     whether its words stand apart from it, or it has spaces in it: then the whole text is searched
    """

    kind: str
    words: tuple[str, ...]
    pattern: str
    before: int = 0
    checksum: str = ""
    apart: bool = False


_HEX: Final = "[0-9a-f]"
_ANY: Final = "[A-Za-z0-9]"
_URL: Final = "[A-Za-z0-9_-]"
#: Not in the middle of a longer word.
_AT: Final = r"(?<![A-Za-z0-9])"
_UUID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

_MODELS: Final = (
    Form("an Anthropic key", ("sk-ant-",), rf"sk-ant-[a-z]{{3,5}}\d{{2}}-{_URL}{{20,200}}"),
    Form("an OpenRouter key", ("sk-or-",), r"sk-or-v1-[0-9a-f]{32,64}\b"),
    Form("a Langfuse key", ("sk-lf-",), rf"sk-lf-{_UUID}"),
    Form("an OpenAI key", ("sk-",), rf"{_AT}sk-(?:proj|svcacct|admin|None|service)-{_URL}{{20,220}}"),
    Form("an OpenAI key", ("t3blbkfj",), rf"(?<=sk-{_ANY}{{20}})T3BlbkFJ{_ANY}{{20}}", 23),
    Form("an OpenAI session token", ("sess-",), rf"{_AT}sess-{_ANY}{{40}}\b"),
    Form("a model provider's key", ("sk-",), rf"{_AT}sk-(?:[a-z]{{2,10}}-)?{_ANY}{{32,64}}\b"),
    Form("a Hugging Face token", ("hf_", "api_org_"), r"(?:hf_|api_org_)[A-Za-z]{34,40}\b"),
    Form("a Google API key", ("aiza",), r"AIza[0-9A-Za-z_-]{35}"),
    Form("a Google OAuth token", ("ya29.",), r"ya29\.[0-9A-Za-z_-]{20,500}"),
    Form("a Google OAuth secret", ("gocspx-",), r"GOCSPX-[A-Za-z0-9_-]{28}"),
    Form("a Google refresh token", ("1//0",), rf"1//0{_URL}{{40,200}}"),
    Form("a Groq key", ("gsk_",), rf"gsk_{_ANY}{{48,56}}\b"),
    Form("an xAI key", ("xai-",), rf"{_AT}xai-{_ANY}{{70,90}}\b"),
    Form("a Replicate token", ("r8_",), rf"{_AT}r8_{_ANY}{{37,40}}\b"),
    Form("a LangSmith key", ("lsv2_", "ls__"), rf"lsv2_(?:pt|sk)_{_HEX}{{32}}_{_HEX}{{10}}\b|\bls__{_HEX}{{32}}\b"),
    Form("a Perplexity key", ("pplx-",), rf"pplx-{_ANY}{{40,56}}\b"),
    Form("an NVIDIA key", ("nvapi-",), rf"nvapi-{_URL}{{60,72}}"),
    Form("a Tavily key", ("tvly-",), rf"tvly-(?:dev-|prod-)?{_ANY}{{24,40}}\b"),
    Form("a Databricks token", ("dapi", "dose", "dkea"), rf"{_AT}(?:dapi|dose|dkea){_HEX}{{32}}(?:-\d)?\b"),
    Form("a Pinecone key", ("pcsk_",), rf"pcsk_{_ANY}{{4,8}}_{_ANY}{{40,80}}\b"),
    Form("a Together key", ("tgp_v1_",), rf"tgp_v1_{_URL}{{40,60}}"),
    Form("a Fireworks key", ("fw_",), rf"{_AT}fw_{_ANY}{{22,24}}\b"),
    Form("a Weights & Biases key", ("wandb_v1_",), rf"wandb_v1_{_URL}{{40,90}}"),
    Form("a Cerebras key", ("csk-",), rf"{_AT}csk-{_ANY}{{40,56}}\b"),
    Form("a Jina key", ("jina_",), rf"jina_{_URL}{{50,70}}"),
    Form("a Voyage key", ("pa-",), rf"{_AT}pa-{_URL}{{43}}\b"),
    Form("an ElevenLabs key", ("sk_",), rf"{_AT}sk_{_HEX}{{48}}\b"),
    Form("a Firecrawl key", ("fc-",), rf"{_AT}fc-{_HEX}{{32}}\b"),
    Form("a LlamaCloud key", ("llx-",), rf"llx-{_ANY}{{40,64}}\b"),
    Form("a Modal token", ("ak-", "as-"), rf"{_AT}a[ks]-{_ANY}{{22}}\b"),
    Form("a RunPod key", ("rpa_",), rf"{_AT}rpa_{_ANY}{{40,64}}\b"),
    Form("an Anyscale key", ("esecret_", "aph0_"), rf"(?:esecret_|aph0_){_ANY}{{20,64}}\b"),
    Form("an E2B key", ("e2b_",), rf"e2b_{_HEX}{{40}}\b"),
    Form("a Browserbase key", ("bb_live_",), rf"bb_live_{_URL}{{24,48}}"),
    Form("a Dify key", ("app-", "dataset-"), rf"{_AT}(?:app|dataset)-[A-Za-z]{{0,20}}\d{_ANY}{{2,22}}(?<=-{_ANY}{{24}})\b"),
    Form("a Cursor or Runway key", ("key_", "crsr_"), rf"{_AT}(?:key|crsr)_{_HEX}{{64}}(?:{_HEX}{{64}})?\b"),
    Form("a Google Cloud key", ("aq.ab",), rf"{_AT}AQ\.Ab{_URL}{{40,64}}"),
    Form("a Vercel key", ("vck_", "vcp_", "vca_", "vci_", "vcr_"), rf"{_AT}vc[kpcair]_{_ANY}{{24,60}}\b"),
    Form("a Mem0 key", ("m0-",), rf"{_AT}m0-{_ANY}{{38,44}}\b"),
    Form("a Neptune token", ("eyjhcglfywrkcmvzcyi6",), r"eyJhcGlfYWRkcmVzcyI6[A-Za-z0-9+/]{40,400}={0,2}"),
    Form("a Predibase key", ("pb_",), rf"{_AT}pb_{_URL}{{22}}(?!{_URL})"),
    Form("a Kaggle token", ("kgat_",), rf"KGAT_{_ANY}{{28,48}}\b"),
    Form("a Zhipu key", ("zhipu", "bigmodel", "glm"), rf"{_AT}{_HEX}{{32}}\.[A-Za-z0-9]{{16}}(?![\w.-])", apart=True),
    Form("a fal key", ("fal",), rf"{_AT}{_UUID}:{_HEX}{{32}}\b", apart=True),
    Form("an Upstage key", ("up_",), rf"{_AT}up_{_ANY}{{29}}\b"),
    Form("a Helicone key", ("sk-helicone-",), r"sk-helicone-[a-z0-9-]{20,60}"),
    Form("an Amazon Bedrock key", ("absk", "bedrock-api-key-"), r"(?:ABSK|bedrock-api-key-)[A-Za-z0-9+/]{100,1400}={0,2}"),
)

_CLOUDS: Final = (
    Form("an AWS access key", ("akia", "asia", "abia", "acca", "a3t"), rf"{_AT}(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{{16}}\b"),
    Form(
        "an AWS session token",
        ("fwogzxivyxdz", "iqojb3jpz2lux2"),
        r"(?:FwoGZXIvYXdz|IQoJb3JpZ2luX2)[A-Za-z0-9+/%]{80,3000}={0,2}",
    ),
    Form("a signed AWS URL", ("x-amz-signature=",), rf"X-Amz-Signature={_HEX}{{64}}\b"),
    Form("a signed Google URL", ("x-goog-signature=",), rf"X-Goog-Signature={_HEX}{{128,1024}}"),
    Form("a Login with Amazon token", ("atzr|", "atza|"), r"Atz[ar]\|[A-Za-z0-9_-]{40,2000}"),
    Form("an AWS MWS token", ("amzn.mws.",), rf"amzn\.mws\.{_UUID}"),
    Form("an AWS AppSync key", ("da2-",), r"da2-[a-z0-9]{26}\b"),
    Form("an Azure storage or bus key", ("accountkey", "sharedaccesskey"), r"(?i:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,90}={0,2}"),
    Form("an Azure client secret", ("8q~", "7q~"), r"(?<=[A-Za-z0-9_.~-]{3})[78]Q~[A-Za-z0-9_~.-]{31,34}", 3),
    Form(
        "a signed Azure URL", ("?sig=", "&sig=", ";sig="), r"[?&;]sig=(?:[A-Za-z0-9%+/]{43,70}(?:%3D|=)|[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-]))"
    ),
    Form("an Azure service key", ("jqqj99",), r"(?<=[A-Za-z0-9]{52})JQQJ99[A-Za-z0-9]{18,30}", 52),
    Form("an Azure DevOps token", ("azdo",), r"(?<=[A-Za-z0-9]{76})AZDO[A-Za-z0-9]{4}\b", 76),
    Form("an Azure service key", ("azse", "azca", "azfu"), r"(?<=[A-Za-z0-9_-]{40})Az(?:Se|Ca|Fu)[A-Za-z0-9+/_-]{5,30}={0,2}", 40),
    Form(
        "an Azure service key",
        ("+ast", "+amc", "+aba", "+aio", "+aeh"),
        r"(?<=[A-Za-z0-9+/]{33})\+A(?:St|MC|Ba|Io|Eh)[A-Za-z0-9+/]{5,8}=",
        33,
    ),
    Form("an Azure App Configuration secret", ("azconfig.io",), r"azconfig\.io;Id=[^;\s]{4,80};Secret=[A-Za-z0-9+/]{36,90}={0,2}"),
    Form("an Alibaba Cloud key", ("ltai",), rf"{_AT}LTAI{_ANY}{{16,24}}\b"),
    Form("a Tencent Cloud key", ("akid",), rf"{_AT}AKID{_ANY}{{32}}\b"),
    Form("a Yandex Cloud key", ("aqvn", "ycaj", "y0_"), rf"{_AT}(?:AQVN{_URL}{{35,38}}|YCAJ{_URL}{{21,36}}|y0_{_URL}{{55,80}})\b"),
    Form("a DigitalOcean token", ("dop_v1_", "doo_v1_", "dor_v1_"), rf"do[opr]_v1_{_HEX}{{64}}\b"),
    Form("a DigitalOcean Spaces key", ("do00",), r"\bDO00[A-Z0-9]{16}\b"),
    Form("an Aiven password", ("avns_",), rf"AVNS_{_URL}{{16,24}}(?!{_URL})"),
    Form("a CockroachDB key", ("ccdb1_",), rf"CCDB1_{_ANY}{{22}}_{_ANY}{{40}}\b"),
    Form("a Neon key", ("napi_",), rf"{_AT}napi_[a-z0-9]{{40,68}}\b"),
    Form("a MongoDB Atlas secret", ("mdb_sa_sk_",), rf"mdb_sa_sk_{_URL}{{40}}"),
    Form("a ClickHouse key", ("4b1d",), rf"{_AT}4b1d{_ANY}{{38}}\b"),
    Form("a Scalingo token", ("tk-us-",), rf"\btk-us-{_URL}{{48}}(?!{_URL})"),
    Form("a Deno token", ("ddp_", "ddo_", "ddw_"), rf"{_AT}dd[pow]_{_ANY}{{36}}\b"),
    Form("a Xata key", ("xau_",), rf"{_AT}xau_{_ANY}{{30,48}}\b"),
    Form("an Elastic key", ("essu_",), r"essu_[A-Za-z0-9+/]{40,140}={0,2}"),
    Form("a LaunchDarkly key", ("sdk-", "api-"), rf"\b(?:sdk|api)-{_UUID}\b"),
    Form("a Heroku key", ("hrku-",), rf"HRKU-{_URL}{{36,62}}"),
    Form("a Cloudflare key", ("v1.0-",), rf"v1\.0-{_HEX}{{24}}-{_HEX}{{146}}"),
    Form("a Fly.io token", ("fm1", "fm2_", "fo1_"), r"fm[12][ar]?_[A-Za-z0-9+/=]{80,2000}|\bfo1_[A-Za-z0-9_-]{43}"),
    Form("a Netlify token", ("nfp_", "nfc_", "nfo_", "nfu_", "nfb_"), rf"{_AT}nf[pcoub]_{_ANY}{{36,40}}\b"),
    Form("a Render key", ("rnd_",), rf"{_AT}rnd_{_ANY}{{28,40}}\b"),
    Form("a Supabase token", ("sbp_", "sb_secret_"), rf"sbp_{_HEX}{{40}}\b|sb_secret_{_URL}{{28,48}}"),
    Form("a PlanetScale token", ("pscale_",), r"pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{32,64}"),
    Form("a Doppler token", ("dp.",), rf"{_AT}dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{{2,35}}\.)?{_ANY}{{40,44}}\b"),
    Form("a Pulumi token", ("pul-",), rf"{_AT}pul-{_HEX}{{40}}\b"),
    Form("a Terraform Cloud token", (".atlasv1.",), rf"(?<={_ANY}{{14}})\.atlasv1\.[A-Za-z0-9_=-]{{60,70}}", 14),
    Form("a Vault token", ("hvs.", "hvb.", "hvr."), r"\bhv[sbr]\.[A-Za-z0-9_-]{24,300}"),
    Form("an OpenShift token", ("sha256~",), r"sha256~[A-Za-z0-9_-]{43}"),
    Form("a Tailscale key", ("tskey-",), r"tskey-[a-z]{3,9}-[A-Za-z0-9-]{20,64}"),
    Form("a Scaleway key", ("scw",), r"\bSCW[A-Z0-9]{17}\b"),
)

_FORGES: Final = (
    Form("a GitHub token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"gh[pousr]_[A-Za-z0-9]{36,255}\b", 0, "crc32-base62"),
    Form("a GitHub token", ("github_pat_",), r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b"),
    Form(
        "a GitLab token",
        ("glpat-", "glrt-", "glrtr-", "gldt-", "glptt-", "glft-", "glsoat-", "glcbt-", "glagent-", "glimt-", "gloas-", "glffct-"),
        rf"{_AT}gl(?:pat|rt|rtr|dt|ptt|ft|soat|cbt|agent|imt|oas|ffct)-[A-Za-z0-9_.=-]{{20,80}}",
    ),
    Form("a GitLab runner token", ("gr1348941",), rf"GR1348941{_URL}{{20,40}}"),
    Form(
        "an Atlassian token",
        ("atatt3", "atctt3", "atbb", "atta"),
        rf"{_AT}(?:AT[AC]TT3[A-Za-z0-9_=-]{{60,300}}|ATBB{_ANY}{{32}}|ATTA{_ANY}{{70,80}})\b",
    ),
    Form("a Buildkite token", ("bkua_", "bkat_", "bkct_", "bkaj_", "bkpt_"), rf"{_AT}bk(?:ua|at|ct|aj|pt)_{_ANY}{{32,64}}\b"),
    Form("a Snyk token", ("snyk_",), r"snyk_(?:sat|uat|at)\.[a-z0-9]{4,10}\.[A-Za-z0-9_.-]{40,200}"),
    Form("a Harness token", ("pat.", "sat."), rf"{_AT}[ps]at\.{_URL}{{22}}\.[A-Za-z0-9]{{24}}\.[A-Za-z0-9]{{20}}\b"),
    Form("a JumpCloud key", ("jca_",), rf"{_AT}jca_{_ANY}{{36}}\b"),
    Form("a dbt token", ("dbtc_", "dbtu_", "dbts_"), rf"dbt[cus]_{_URL}{{32,64}}"),
    Form("a CircleCI token", ("ccipat_", "cciprj_"), rf"CCIP(?:AT|RJ)_{_ANY}{{20,24}}_{_HEX}{{40}}"),
    Form("a Sourcegraph token", ("sgp_", "slk_"), rf"\b(?:sgp_(?:[0-9a-f]{{16}}_|local_)?|slk_){_HEX}{{40,64}}\b"),
    Form("a Sonar token", ("squ_", "sqp_", "sqa_"), rf"\bsq[upa]_{_HEX}{{40}}\b"),
    Form("an Artifactory token", ("akc", "cmvmdgtu"), rf"{_AT}(?:AKC[a-z][A-Za-z0-9]{{10,70}}\b|cmVmdGtu{_ANY}{{50,60}})"),
    Form("an npm token", ("npm_",), rf"{_AT}npm_{_ANY}{{36}}\b", 0, "crc32-base62"),
    Form("a PyPI token", ("pypi-",), r"pypi-AgE[A-Za-z0-9_-]{50,400}"),
    Form("a RubyGems key", ("rubygems_",), rf"rubygems_{_HEX}{{48}}\b"),
    Form("a crates.io token", ("cio",), rf"{_AT}cio{_ANY}{{32}}\b"),
    Form("a NuGet key", ("oy2",), rf"{_AT}oy2[a-z0-9]{{43}}\b"),
    Form("a Clojars token", ("clojars_",), rf"CLOJARS_{_ANY}{{60}}\b"),
    Form("a Docker token", ("dckr_",), rf"dckr_[po]at_{_URL}{{27,36}}"),
    Form("an Open VSX token", ("ovsx",), rf"\bovsxat_{_ANY}{{32,64}}\b"),
    Form(
        "a Code Climate token",
        ("cc_test_reporter_id", "codeclimate_repo_token"),
        rf"(?i:CC_TEST_REPORTER_ID|CODECLIMATE_REPO_TOKEN)\W{{1,4}}{_HEX}{{64}}\b",
        apart=True,
    ),
)

_SERVICES: Final = (
    Form("a Slack token", ("xox",), rf"{_AT}xox[abcdeoprs](?:\.xox[bp])?-[A-Za-z0-9%-]{{13,400}}"),
    Form("a Slack token", ("xapp-",), r"xapp-\d-[A-Za-z0-9-]{20,200}"),
    Form(
        "a Slack webhook",
        ("hooks.slack",),
        r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Z0-9]{6,12}/[A-Z0-9]{6,14}/[A-Za-z0-9/]{16,60}",
    ),
    Form(
        "a Discord webhook",
        ("discord.com/api", "discordapp.com/api"),
        r"discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/\d{17,20}/[A-Za-z0-9_-]{60,80}",
    ),
    Form(
        "a Discord bot token",
        ("md", "mt", "mj", "mz", "nd", "nt", "nj", "nz", "od", "ot"),
        r"(?<![\w.-])[MNO][A-Za-z0-9_-]{23,25}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}(?![\w.-])",
    ),
    Form(
        "a Teams webhook",
        ("webhook.office.com", "outlook.office"),
        rf"(?:webhook\.office\.com/webhookb2|outlook\.office(?:365)?\.com/webhook(?:b2)?)/[A-Za-z0-9@%-]{{36,88}}/IncomingWebhook/{_HEX}{{32}}/[0-9a-f-]{{36}}",
    ),
    Form("a Zapier webhook", ("hooks.zapier",), r"hooks\.zapier\.com/hooks/catch/[A-Za-z0-9]{5,12}/[A-Za-z0-9]{5,12}"),
    Form("a Telegram bot token", (":a",), r"(?<=\d{8}):A[A-Za-z0-9_-]{33,34}(?![A-Za-z0-9_-])", 8),
    Form("a Twilio key", ("sk", "ac"), r"(?<![A-Za-z0-9])(?:SK|AC)[0-9a-f]{32}\b"),
    Form("a SendGrid key", ("sg.",), r"SG\.[A-Za-z0-9_-]{16,24}\.[A-Za-z0-9_-]{39,50}"),
    Form("a Mailgun key", ("key-", "pubkey-"), rf"{_AT}(?:pub)?key-{_HEX}{{32}}\b"),
    Form("a Mailchimp key", ("-us",), r"(?<=[0-9a-f]{32})-us\d{1,2}\b", 32),
    Form("a Brevo key", ("xkeysib-", "xsmtpsib-"), rf"x(?:key|smtp)sib-{_HEX}{{64}}-{_ANY}{{16}}"),
    Form("a Resend key", ("re_",), rf"{_AT}re_{_ANY}{{8}}_{_ANY}{{24}}\b"),
    Form(
        "a Stripe key",
        ("sk_live_", "sk_test_", "sk_prod_", "rk_live_", "rk_test_", "rk_prod_"),
        rf"{_AT}[sr]k_(?:live|test|prod)_{_ANY}{{16,120}}\b",
    ),
    Form("a Stripe webhook secret", ("whsec_",), r"whsec_[A-Za-z0-9+/=]{24,64}"),
    Form("a Square token", ("sq0",), r"sq0[a-z]{3}-[A-Za-z0-9_-]{22,50}"),
    Form("a Square token", ("sandbox-sq0", "eaaa"), rf"{_AT}EAAA[A-Za-z0-9_-]{{58,64}}\b"),
    Form("a Meta token", ("eaa",), rf"{_AT}EAA[A-Za-z]{_ANY}{{60,300}}\b"),
    Form("a PayPal token", ("access_token$",), r"access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[0-9a-f]{32}"),
    Form("a Plaid token", ("access-",), rf"access-(?:sandbox|development|production)-{_UUID}"),
    Form("a MailerSend token", ("mlsn.",), rf"mlsn\.{_HEX}{{64}}\b"),
    Form("a Mailgun key", ("mailgun", "mg."), rf"{_AT}{_HEX}{{32}}-{_HEX}{{8}}-{_HEX}{{8}}(?![\w-])", apart=True),
    Form("a Salesforce token", ("00d",), rf"{_AT}00D{_ANY}{{12,15}}!A[A-Za-z0-9._]{{60,120}}"),
    Form("a MaxMind key", ("_mmk",), rf"(?<={_ANY}{{6}}_{_ANY}{{29}})_mmk\b", 36),
    Form("a RapidAPI key", ("msh",), r"(?<=[a-f0-9]{10})msh[a-f0-9]{15}p1[a-f0-9]{5}jsn[a-f0-9]{12}\b", 10),
    Form("an Intercom token", ("dg9ro",), r"\bdG9rO[A-Za-z0-9+/]{50,60}={0,2}"),
    Form("a ClickUp key", ("pk_",), rf"{_AT}pk_\d{{5,10}}_[A-Z0-9]{{32}}\b"),
    Form("an Apify token", ("apify_api_", "apify_proxy_"), rf"apify_(?:api|proxy)_{_ANY}{{34,40}}\b"),
    Form("an Axiom token", ("xaat-", "xapt-"), rf"xa[ap]t-{_UUID}"),
    Form("a PostHog key", ("phx_", "phs_"), rf"{_AT}ph[xs]_{_ANY}{{40,50}}\b"),
    Form("a Honeycomb key", ("hca",), rf"{_AT}hca[a-z]k_{_ANY}{{50,64}}\b"),
    Form("a Statsig key", ("secret-", "console-"), rf"{_AT}(?:secret|console)-{_ANY}{{40,56}}\b"),
    Form("an Akamai token", ("akab-",), r"\bakab-[a-z0-9]{16}-[a-z0-9]{16}(?![\w.-])"),
    Form("a Rootly token", ("rootly_",), rf"rootly_{_HEX}{{64}}\b"),
    Form("a 42 secret", ("u-s4t2", "s-s4t2"), rf"{_AT}[su]-s4t2(?:ud|af)-{_HEX}{{64}}\b"),
    Form("a pganalyze key", ("pga",), rf"{_AT}pga[a-z]_{_ANY}{{32}}\b"),
    Form("a Riot Games key", ("rgapi-",), rf"RGAPI-{_UUID}"),
    Form("a Roblox cookie", ("_|warning:-do-not-share",), r"_\|WARNING:-DO-NOT-SHARE-THIS[^|\s]{20,200}\|_[A-F0-9]{100,1500}"),
    Form("a Twitch token", ("oauth:",), r"\boauth:[a-z0-9]{30}\b"),
    Form("a Facebook app token", ("|", "%7c"), r"(?<=\d{15})(?:\||%7C)[A-Za-z0-9_-]{27,40}(?![A-Za-z0-9_-])", 15),
    Form("an Instagram token", ("igq",), rf"{_AT}IGQ[VW][A-Za-z0-9_-]{{80,300}}"),
    Form("a Zoho token", ("1000.",), rf"\b1000\.{_HEX}{{32}}\.{_HEX}{{32}}\b"),
    Form("an Adobe secret", ("p8e-",), rf"{_AT}p8e-{_URL}{{32}}(?!{_URL})"),
    Form("a Defined Networking key", ("dnkey-",), r"dnkey-[A-Za-z0-9=_-]{26}-[A-Za-z0-9=_-]{52}"),
    Form("an Onfido token", ("api_live", "api_sandbox"), rf"\bapi_(?:live|sandbox)(?:_[a-z]{{2}})?\.{_URL}{{10,20}}\.{_URL}{{20,40}}"),
    Form("a OneSignal key", ("os_v2_",), r"os_v2_(?:app|org)_[a-z2-7]{90,120}"),
    Form("a Paddle key", ("pdl_",), rf"pdl_(?:live|sdbx)_apikey_[a-z0-9]{{26}}_{_ANY}{{22}}_{_ANY}{{3}}\b"),
    Form("a StackHawk key", ("hawk.",), rf"\bhawk\.{_URL}{{20}}\.{_URL}{{20}}(?!{_URL})"),
    Form("a WakaTime key", ("waka_",), rf"waka_(?:tok_|sec_)?(?:{_UUID}|{_ANY}{{60,100}})\b"),
    Form("a Firebase server key", ("aaaa",), rf"{_AT}AAAA{_URL}{{7}}:{_URL}{{120,150}}"),
    Form("a Ghost admin key", ("ghost",), rf"{_AT}[0-9a-f]{{24}}:{_HEX}{{64}}\b", apart=True),
    Form("a SignalWire token", ("pt",), rf"{_AT}PT[0-9a-f]{{48}}\b"),
    Form("a Beamer key", ("b_",), rf"{_AT}b_[A-Za-z0-9=_/+-]{{44}}(?![A-Za-z0-9=_/+-])"),
    Form("a Zuplo key", ("zpka_",), rf"zpka_{_ANY}{{32}}_[a-f0-9]{{8}}\b"),
    Form("a Val Town token", ("vtwn_",), rf"vtwn_{_ANY}{{24,40}}\b"),
    Form("a Voiceflow key", ("vf.",), rf"\bVF\.(?:(?:DM|WS)\.)?{_HEX}{{24}}\.{_ANY}{{16}}\b"),
    Form("a Shopify token", ("shpat_", "shpca_", "shppa_", "shpss_"), r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b"),
    Form("a Razorpay key", ("rzp_",), rf"rzp_(?:live|test)_{_ANY}{{14}}\b"),
    Form("a Flutterwave key", ("flwseck",), r"FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,40}-X"),
    Form("a Linear key", ("lin_",), rf"lin_(?:api|oauth)_{_ANY}{{32,64}}\b"),
    Form("a Notion token", ("ntn_", "secret_"), rf"{_AT}(?:ntn_{_ANY}{{40,50}}|secret_{_ANY}{{43}})\b"),
    Form("an Airtable token", ("pat",), rf"{_AT}pat{_ANY}{{14}}\.{_HEX}{{64}}\b"),
    Form("a Figma token", ("figd_", "figo"), rf"fig[dour]{{1,2}}_{_URL}{{36,64}}"),
    Form("a Postman key", ("pmak-",), rf"PMAK-{_HEX}{{24}}-{_HEX}{{34}}"),
    Form("a New Relic key", ("nrak-", "nrjs-", "nrii-", "nraa-", "nrra-"), r"NR(?:AK|AA|RA|JS|II|SP|AL)-[A-Za-z0-9_-]{19,60}"),
    Form(
        "a Grafana token",
        ("glsa_", "glc_", "eyjrijoi"),
        rf"glsa_{_ANY}{{32}}_[A-Fa-f0-9]{{8}}\b|glc_[A-Za-z0-9+/]{{40,400}}={{0,2}}|\beyJrIjoi[A-Za-z0-9+/_-]{{60,400}}",
    ),
    Form("a Sentry token", ("sntry",), r"sntry[su]_[A-Za-z0-9+/=_]{60,300}"),
    Form("a Dynatrace token", ("dt0",), r"dt0[a-z]\d\d\.[A-Z0-9]{8,24}\.[A-Z0-9]{64}"),
    Form("a Mapbox token", ("sk.eyj", "pk.eyj", "tk.eyj", "uk.eyj"), r"\b[sptu]k\.eyJ[A-Za-z0-9_-]{40,400}\.[A-Za-z0-9_-]{20,24}"),
    Form("a Contentful token", ("cfpat-",), rf"CFPAT-{_URL}{{43}}"),
    Form("a HubSpot token", ("pat-",), rf"{_AT}pat-(?:na|eu|ap)\d-{_UUID}"),
    Form("a Typeform token", ("tfp_",), r"tfp_[A-Za-z0-9_.-]{40,64}"),
    Form("an Asana token", ("asana",), r"\b[0-2]/\d{15,17}(?:/\d{15,17})?:[0-9a-f]{32}\b", apart=True),
    Form("a Dropbox token", ("sl.",), r"\bsl\.[A-Za-z0-9_=-]{60,1400}"),
    Form("an EasyPost key", ("ezak", "eztk"), rf"EZ[AT]K{_ANY}{{54}}\b"),
    Form("a Duffel token", ("duffel_",), rf"duffel_(?:test|live)_{_URL}{{43}}"),
    Form("a Frame.io token", ("fio-u-",), rf"fio-u-{_URL}{{64}}"),
    Form("an Infracost key", ("ico-",), rf"{_AT}ico-{_ANY}{{32}}\b"),
    Form("a Lob key", ("live_", "test_"), rf"{_AT}(?:live|test)_{_HEX}{{35}}\b"),
    Form("an Octopus key", ("api-",), r"\bAPI-[A-Z0-9]{25,32}\b"),
    Form("a Prefect key", ("pnu_", "pnb_"), rf"\bpn[ub]_{_ANY}{{36}}\b"),
    Form("a ReadMe key", ("rdme_",), r"rdme_[a-z0-9]{70}\b"),
    Form("a SettleMint token", ("sm_",), rf"sm_(?:aat|pat|sat)_{_ANY}{{16}}\b"),
    Form("a Shippo token", ("shippo_",), rf"shippo_(?:live|test)_{_HEX}{{40}}\b"),
    Form("an X bearer token", ("aaaaaaaaaa",), r"\bA{20,24}[A-Za-z0-9%]{60,140}"),
    Form(
        "a 1Password token",
        ("ops_eyj", "a3-"),
        r"ops_eyJ[A-Za-z0-9+/=_-]{250,2000}|\bA3-[A-Z0-9]{6}-(?:[A-Z0-9]{5,6}-){3,5}[A-Z0-9]{5,6}\b",
    ),
    Form("an Okta token", ("okta", "ssws"), r"(?<![\w-])00[A-Za-z0-9_-]{40}(?![\w-])", apart=True),
    Form("a PagerDuty key", ("u+",), rf"\bu\+{_URL}{{18}}\b"),
    Form("a Rapyd key", ("rsk_", "rak_"), r"\br[as]k_[a-f0-9]{20,100}\b"),
    Form("a Django secret key", ("django-insecure-",), r"django-insecure-[^\s\x22\x27]{40,60}"),
    Form("a Sentry DSN", ("://",), rf"(?<=https)://{_HEX}{{32}}(?::{_HEX}{{32}})?@[a-z0-9.-]{{1,60}}/\d{{1,20}}", 5),
    Form("an ODT token", ("odt_",), rf"{_AT}odt_{_ANY}{{32}}\b"),
    Form(
        "a Kubernetes bootstrap token",
        ("kubeadm", "bootstrap-token", "--token"),
        r"(?<![\w.])[a-z0-9]{6}\.[a-z0-9]{16}(?![\w.])",
        apart=True,
    ),
    Form("a Cloudinary URL", ("cloudinary://",), r"cloudinary://\d{8,20}:[A-Za-z0-9_-]{20,32}@"),
    Form("a Confluent secret", ("cflt",), r"\bcflt[A-Za-z0-9+/]{60,64}"),
    Form("a Databento key", ("db-",), rf"{_AT}db-{_ANY}{{29}}\b"),
    Form("an Adafruit IO key", ("aio_",), rf"{_AT}aio_{_ANY}{{28}}\b"),
    Form("a ThingsBoard or Blynk client secret", ("oa2-client-id_",), rf"oa2-client-id_{_URL}{{32}}:{_URL}{{40}}"),
)

_KEYS: Final = (
    Form("an age identity", ("age-secret-key-",), r"AGE-SECRET-KEY-1[0-9A-Z]{58}\b"),
    Form(
        "a JSON web token",
        ("eyj",),
        r"(?<![A-Za-z0-9-])eyJ[A-Za-z0-9_-]{8,2000}\.(?:eyJ[A-Za-z0-9_-]{1,4000}|[A-Za-z0-9_-]{80,4000})\.[A-Za-z0-9_-]{16,1000}",
    ),
    Form(
        "a private key",
        ("private key",),
        r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE [K]EY(?: BLOCK)?-----"
        r"(?:\s|\\{1,4}[nr]|#\d{1,3} [\d.]{1,8} |[\x22\x27+#/*>|]|<br\s?/?>){0,60}"
        r"(?:[A-Z][A-Za-z-]{2,30}:"
        r" [^\n]{1,80}\s{1,8}){0,4}[A-Za-z0-9+/=]{16,100}(?:-?[A-Za-z0-9+/=\s\\\x22\x27,])*(?:-----END [A-Z0-9"
        r" ]{1,40}-----)?",
        apart=True,
    ),
    Form(
        "a private key",
        ("ls0tls1crudjti",),
        r"LS0tLS1CRUdJTiB(?:[A-BD-OQ-Z][A-Za-z0-9+/]{8,24})[A-Za-z0-9+/\\\n]{60,8000}={0,2}",
        apart=True,
    ),
    Form("a private key", ("putty-user-key-file",), r"PuTTY-User-Key-File-\d: [a-z0-9-]{3,30}", apart=True),
    Form("a private key", ('"kty"',), r"\"d\"\s{0,3}:\s{0,3}\"[A-Za-z0-9_-]{22,700}\"", apart=True),
    Form(
        "a password's hash",
        ("$apr1$", "$1$", "$5$", "$6$", "$y$", "$2a$", "$2b$", "$2x$", "$2y$", "$argon2"),
        r"\$(?:apr1|[156y]|2[abxy]|argon2id?)\$[./A-Za-z0-9$,=+-]{24,200}",
    ),
    Form("an NTLM response", ("tlrmtvntuaad",), r"TlRMTVNTUAADAAAA[A-Za-z0-9+/]{80,2000}={0,2}"),
    Form("a NATS seed", ("su", "sa", "so", "sc", "sn"), r"\bS[UAOCN][A-Z2-7]{56}\b"),
    Form("a wallet's private key", ("xprv", "yprv", "zprv", "tprv"), r"\b[xyzt]prv[1-9A-HJ-NP-Za-km-z]{100,112}\b"),
    Form("a Nostr key", ("nsec1",), r"\bnsec1[02-9ac-hj-np-z]{58}\b"),
    Form(
        "an unsigned JSON web token",
        ("eyj",),
        r"(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{16,2000}\.eyJ[A-Za-z0-9_-]{24,4000}",
    ),
)

FORMS: Final = (*_MODELS, *_CLOUDS, *_FORGES, *_SERVICES, *_KEYS)
