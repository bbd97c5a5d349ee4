//! Words by which a heading, a label or a comment says of the code after it that it is wrong, or what was before. A word that
//! is only somewhere in a sentence (`users who don't have MFA`) is about something else.

use std::sync::LazyLock;

use regex::Regex;

use crate::ascii_regex::{ascii_regex, is_match};

/// What judges the code wherever it stands in a heading or a label.
static VERDICT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?xi)
        \b(?: wrong(?:ly)? | incorrect(?:ly)? | deprecated | obsolete | outdated | superseded | broken | anti-?patterns? | pitfalls?
            | not\ recommended | no\ longer | until\ (?:\w+\ )?20\d\d | until\ (?:last|recently) | stopped\ working
            | caused\ (?:an?\ |the\ |our\ )?(?:incident|outage|problem|trouble|lock-?out) | (?:migrated|moved)\ away\ from | we\ (?:have\ )?(?:removed|dropped|retired|abandoned) | insecure | non-?complian(?:t|ce) | vulnerable | rejected
            | (?:does|do|did|will)(?:\ not|n['’]?t)\ work | used\ to | what\ not\ to\ do | to\ be\ (?:replaced|removed|changed|migrated)
            | had\ a\ bug | has\ a\ bug | locked\ (?:\w+\ ){0,3}out | instead\ of | at\ the\ time | fails\ (?:with|for|since|because|in)
            | examples?\ of\ (?:an?\ |the\ )?(?:findings?|violations?|mistakes?|attacks?)
            )\b
        | \b(?: it | this | that | policy | command | script | call | which )\ (?: now\ |then\ )? (?: fails? | failed | broke )\b
        | \b(?: answers | returns | gives | throws | causes | results\ in | leads\ to | responds\ with | ends\ with | gets? | got | sees? | saw | receives? | hits? )\ (?:an?\ |the\ )?access\ ?denied
        # An adjective of the code.
        | \b(?: old | older | bad | legacy | previous | former | invalid | original | buggy | current\ and\ wrong )\ (?: \S+\ ){0,2}?
            (?: polic(?:y|ies) | commands? | scripts? | way | versions? | forms? | syntax | code | approach | methods? | statements?
            | examples? | resources? | style | names? | format | arns? | log-?\ ?ins? | sign-?ins? | calls? | workflows? | practices? | behaviou?r | instructions? | setup | configuration | snippet | one ) \b
        # A prohibition, and none of something else.
        | (?: ^ | [.:;,!(–—-]\ ? | \bplease\  | \byou\ (?:should|must)\  ) (?: do\ not | don['’]?t | never )\ (?: ever\ )?
            (?: do | use | write | copy | attach | grant | apply | paste | deploy | commit )\b
        | \bavoid\ (?: this | that | these | such | it | using | writing | granting | copying | attaching | the\ following )\b
        | \b(?: upgrad | migrat ) (?: ing | ion | e )\ from\b | \bfrom\ v?\d
        | \bold\ (?:vs\.?|versus|and)\ new\b | \bbefore\ (?:/|and|vs\.?|&)\ after\b
        | \bbefore\ (?: the\ )? (?: change | migration | fix | update | november | 20\d\d )
        | ❌ | ✗ | ✘ | ⛔ | 🚫 | 👎
        | 悪い | 誤り | 誤った | 間違 | 古い | 旧 | 以前の | 変更前 | 修正前 | 非推奨 | やってはいけない | 不要
        | 错误 | 錯誤 | 不推荐 | 不推薦 | 反例 | 修改前 | 更改前 | 已弃用 | 已棄用 | 废弃 | 不要这样 | 过时
        | 나쁜 | 잘못 | 틀린 | 변경\ 전 | 수정\ 전 | 사용하지\ 마",
    )
    .ok()
});

/// What judges the code where it is all of a heading or a label, or all but a few words at its end.
static BARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?xi) ^ (?:
        (?: (?:the|our|my|an?|common|typical|frequent|known|what\ was)\ )?
            (?: before | do(?:\ no|n['’]?)ts? | never | avoid | was | old | bad | legacy | previous(?:ly)? | former(?:ly)? | original(?:ly)? | invalid
            | problems? | mistakes? | bugs? | errors? | issues? | flaws? | upgrading | migrating | unsafe | dangerous | violations? | findings? )
        | (?: change | replace | from ) (?:\ (?:this|that|it|these))? (?:\ (?:policy|line|command|statement))?
        | (?: what\ )? (?:we|i|they|you)\ (?:once\ )?had | .{0,60}\b(?:broke|failed)\b .{0,40}\ was | .{0,40}\bat\ the\ time\ was
        | (?: falsch\S* | schlecht\S* | vorher | veraltet\S* | fehlerhaft\S* | nicht\ so
            | antes | incorrect[oa]s? | erróneo | obsolet[oae] | errad[oa]s? | ruim | não\ (?:use|faça) | no\ (?:usar|hagas)
            | avant | mauvais(?:e)? | ancien(?:ne)? | déconseillée? | à\ éviter | ne\ pas\ (?:faire|utiliser) | erroné
            | sbagliat[oa] | errat[oa] | da\ evitare | vecchi[oa] | yanlış | źle | fout | voorheen
            | плох\S* | неправильн\S* | неверн\S* | раньше | устаре\S* | погано | خطأ | गलत | 之前 | 以前 | 이전 ) (?:[\ :].{0,30})?
        | (?: before | previously | formerly ) : .{0,30}
        | mal[oa]? | alt | prima | до | было | sai
        ) $",
    )
    .ok()
});

/// What judges the code under a heading that begins so.
static HEADING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?xi) ^ [^a-z]* (?: the\ )? (?: root\ cause | symptoms? | vulnerabilit(?:y|ies) | bug\b | post-?mortem | what\ (?:went\ wrong|happened)
            | alternatives?\ considered | attack\b | exploit | history | proof\ of\ concept | limitations?\ of\ the\ old
            | (?:before|old|bad|legacy)\ (?:example|examples) ) \b
        | \baccess\ ?denied\b
        | ^ \W* v?\d+\.(?:\d+|x)\b",
    )
    .ok()
});

/// A sentence right before code that begins with what it is.
static REMARK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?xi) ^ [^a-z]* (?: (?:danger|warning|caution|note)\W+ )? (?: deprecated | obsolete | outdated | superseded | wrong | bad | incorrect | insecure
            | (?:do\ not|don['’]?t|never)\ (?:do|use|copy|attach|grant|write)\b ) (?: \W | $ )",
    )
    .ok()
});

/// A comment that is nothing but a label, and calls what comes after it wrong. A sentence that only has such a word in it
/// (`never allow this without MFA`) is about something else.
static COMMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?xi) ^ \W* (?:
        [❌✗✘⛔🚫👎] .*
        | (?: the \s+ )? (?: wrong | bad | incorrect | insecure | broken | vulnerable | non-?compliant | anti-?pattern | not\ recommended | before )
            (?: \s* [-–—:(] .* | (?: \s+ [\w'’-]+ ){0,3} \W* )
        | do(?:n['’]|\ no)t (?: \s+ (?:do|use|copy) \s+ (?:this|that|it) )? \W*
        | (?: the \s+ )? (?: old | previous(?:ly)? | former(?:ly)? | deprecated ) (?: \s+ [\w'’-]+ ){0,2} \s* :
        | (?: deprecated | obsolete | superseded ) \s* [-–—:.,(] .*
        | (?: old | legacy ) \s* [-–—,(] .*
        | (?: 悪い | 誤り | 誤った | 間違 | 変更前 | 修正前 | やってはいけない | 错误 | 錯誤 | 反例 | 나쁜 | 잘못 ) .*
        ) $",
    )
    .ok()
});

/// How long a text may be (bytes) of which one word decides that is all of it.
const LONGEST_BARE: usize = 100;

/// A name of an example that is wrong.
static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?xi) ^ (?: failing | failed | bad | invalid | wrong | incorrect | insecure | vulnerable | non_?compliant | violating )
        [_-]? (?: examples? | polic(?:y|ies) | documents? | cases? | inputs? | samples? | code ) $",
    )
    .ok()
});

fn says(regex: &LazyLock<Option<Regex>>, text: &str) -> bool {
    is_match(regex, text)
}

/// A label without its number, and what stands around its words.
fn bare(text: &str) -> &str {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let words = text.trim_start_matches(|c: char| c.is_ascii_digit());
    match words.strip_prefix(['.', ')']) {
        Some(words) if words.len() < text.len() => words.trim_start(),
        _ => text,
    }
}

/// Whether a label, without what marks it as one, calls the code after it wrong. Signs of emphasis within it say nothing.
pub fn of_label(text: &str) -> bool {
    if text.contains('*') {
        return of_label(&text.replace('*', ""));
    }
    says(&VERDICT, text) || (text.len() <= LONGEST_BARE && says(&BARE, bare(text)))
}

/// Whether a heading calls the code under it wrong.
pub fn of_heading(text: &str) -> bool {
    of_label(text) || says(&HEADING, text)
}

/// Whether a sentence right before code begins by calling it wrong.
pub fn of_remark(text: &str) -> bool {
    says(&REMARK, text)
}

/// Whether a line of a comment is a label that calls what comes after it wrong.
pub fn of_comment(line: &str) -> bool {
    says(&COMMENT, line)
}

/// Whether a name calls what it stands for wrong.
pub fn of_name(name: &str) -> bool {
    says(&NAME, name)
}

/// A label that says more than the word, and so may be about all of its file.
pub fn has_remark(line: &str) -> bool {
    of_comment(line)
        && line
            .trim_end()
            .split_once([':', '-', '–', '—', '('])
            .is_some_and(|(_, remark)| remark.split_whitespace().count() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_headings_judge_the_code_or_something_else() {
        for text in [
            "Don't",
            "Never do this",
            "Do **not** use this any more",
            "The following policy stopped working when AWS allowed several devices",
            "This is what the policy looked like until last year",
            "Version 1 (until November 2022)",
            "Users who follow this policy get AccessDenied",
            "Here is the policy that caused the incident",
            "We migrated away from",
            "Policies we removed",
            "Avoid",
            "Avoid granting it",
            "If your policy looks like this, AWS answers AccessDenied",
            "The policy that locked everybody out",
            "Since November 2022 this fails",
            "This policy has a bug",
            "Our policy at the time was",
            "The policy that broke enrolment was",
            "Vulnerable policy",
            "Change this",
            "Replace this",
            "Instead of",
            "What we had",
            "Non-compliant",
            "Example of a finding",
            "Original",
            "Current (to be replaced)",
            "Legacy policy (before 2023)",
            "Deprecated, kept for reference only",
            "old policy json (deprecated)",
            "The problem",
            "Common mistakes",
            "Falsch",
            "Antes",
            "Mal",
            "Mauvais exemple",
            "Плохо",
            "错误示例",
            "错误",
            "나쁜 예",
        ] {
            assert!(of_label(text), "{text}");
        }
        for text in [
            "This policy denies everything if you don't sign in with MFA",
            "Users who have never signed in need this policy",
            "The problem with shared keys is that nobody knows who used them, so we give everybody a user and this policy",
            "This lets users replace an old device",
            "If users don't have MFA yet, attach this policy to their group",
            "Avoid lock-outs by granting",
            "To prevent mistakes, create the policy with this document",
            "Users don't need to be administrators for this",
            "This is not a problem with the following policy",
            "Avoid lock-out",
            "Common problem: lost device",
            "Users who don't have MFA",
            "Older accounts",
            "Migrating users to MFA",
            "Never share keys",
            "Require MFA (never optional)",
            "I don't have a group yet",
            "For users who never use the console",
            "Before you begin",
            "Malta and other places",
            "From the console",
        ] {
            assert!(!of_heading(text), "{text}");
        }
        for text in [
            "Noncompliant Code Example",
            "Root cause",
            "Symptoms",
            "Troubleshooting: AccessDenied on second device",
            "Vulnerability",
            "Attack scenario",
            "1.x",
        ] {
            assert!(of_heading(text), "{text}");
        }
    }
}
