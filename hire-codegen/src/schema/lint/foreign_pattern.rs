//! Regular expressions of other languages: what they write otherwise than ECMA-262.

/// What of a pattern another language has.
#[derive(Debug, PartialEq, Eq)]
pub struct Foreign {
    /// What it is in ECMA-262, if it is anything.
    pub reading: Option<String>,
    /// What to write instead.
    pub help: &'static str,
}

/// The first thing in a pattern that another language means by it, and ECMA-262 does not. With the flag `u`, no letter is
/// escaped that does not mean something then.
pub fn foreign(pattern: &str, unicode: bool) -> Option<Foreign> {
    if is_between_slashes(pattern) {
        let reading = Some("matches nothing: the slashes are part of it, outside of `^` or `$`".to_owned());
        let help = "leave the slashes out, and flags as well: `[aA]` is both cases of a letter";
        return Some(Foreign { reading, help });
    }
    let mut rest = pattern;
    let mut in_class = false;
    let mut quantified = false;
    while let Some(letter) = rest.chars().next() {
        let after = rest.get(letter.len_utf8()..).unwrap_or_default();
        let found = match letter {
            '\\' if !unicode => escape(after),
            '[' if in_class => posix_class(rest),
            '(' if !in_class => group(after),
            '{' if !in_class && !unicode => without_least(after),
            '+' if !in_class && !unicode && quantified => Some(Foreign {
                reading: None,
                help: "leave the second `+` out: ECMA-262 has no possessive quantifiers",
            }),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        in_class = match letter {
            '[' => true,
            ']' => false,
            _ => in_class,
        };
        quantified = !in_class && matches!(letter, '*' | '+' | '?' | '}') && !quantified;
        let skipped = if letter == '\\' { after.chars().next().map_or(0, char::len_utf8) } else { 0 };
        rest = after.get(skipped..).unwrap_or_default();
    }
    None
}

/// Whether a pattern is written as programs write it, `/^a$/i`; a path may stand between slashes as well.
fn is_between_slashes(pattern: &str) -> bool {
    let Some((body, flags)) = pattern.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')) else {
        return false;
    };
    let anchored = body.starts_with('^') || (body.ends_with('$') && !body.ends_with("\\$"));
    anchored && flags.chars().all(|flag| "dgimsuvxy".contains(flag))
}

/// What follows a backslash, where it has no meaning of its own: it is the letter itself then (annex B.1.2).
fn escape(after: &str) -> Option<Foreign> {
    let letter = after.chars().next().filter(char::is_ascii_alphabetic)?;
    let help = match letter {
        'b' | 'B' | 'c' | 'd' | 'D' | 'f' | 'k' | 'n' | 'r' | 's' | 'S' | 't' | 'u' | 'v' | 'w' | 'W'
        | 'x' => {
            return None;
        }
        'p' | 'P' => {
            "use properties of Unicode (`\\p{L}`, `\\p{Script=Greek}`), in patterns without needless escapes \
             such as `\\_`"
        }
        'A' | 'Z' | 'z' => "write `^` for the beginning, and `$` for the end",
        'Q' | 'E' => "escape each character that stands for itself with `\\`",
        'h' => "write `[ \\t]`",
        'R' => "write `\\r?\\n`",
        _ => "leave the backslash out, or write the characters that are meant",
    };
    Some(Foreign {
        reading: Some(format!("has `\\{letter}`, which is the letter `{letter}` in ECMA-262")),
        help,
    })
}

/// `[:alpha:]` within brackets.
fn posix_class(rest: &str) -> Option<Foreign> {
    let name = rest.strip_prefix("[:")?.split_once(":]")?.0;
    let help = match name {
        "alpha" => "write `[A-Za-z]`",
        "alnum" => "write `[A-Za-z0-9]`",
        "digit" => "write `[0-9]`",
        "lower" => "write `[a-z]`",
        "upper" => "write `[A-Z]`",
        "space" => "write `\\s`",
        "xdigit" => "write `[0-9A-Fa-f]`",
        "word" => "write `\\w`",
        "punct" => "write the characters that are meant",
        _ => return None,
    };
    let reading = format!("has `[:{name}:]`, which is a list of characters in ECMA-262");
    Some(Foreign { reading: Some(reading), help })
}

/// What follows a parenthesis and a question mark.
fn group(after: &str) -> Option<Foreign> {
    let kind = after.strip_prefix('?')?;
    let flags = kind.find([')', ':']).and_then(|end| kind.get(..end));
    let help = if kind.starts_with("P<") {
        "write `(?<name>...)`"
    } else if kind.starts_with("P=") {
        "write `\\k<name>`"
    } else if kind.starts_with('>') {
        "write `(?:...)`: ECMA-262 has no atomic groups"
    } else if kind.starts_with('#') {
        "say it in `description`: ECMA-262 has no comments"
    } else if flags.is_some_and(|flags| {
        !flags.is_empty() && flags.chars().all(|flag| flag.is_ascii_alphabetic() || matches!(flag, '-' | '^'))
    }) {
        "write `[aA]` for both cases of a letter, and `[^]` for any character, line ends included: a pattern has no flags"
    } else {
        return None;
    };
    Some(Foreign { reading: None, help })
}

/// `{,3}`, which is text.
fn without_least(after: &str) -> Option<Foreign> {
    let (most, _) = after.strip_prefix(',')?.split_once('}')?;
    let is_number = !most.is_empty() && most.chars().all(|digit| digit.is_ascii_digit());
    is_number.then(|| Foreign {
        reading: Some(format!("has `{{,{most}}}`, which is text in ECMA-262")),
        help: "write the least number as well: `{0,3}`",
    })
}

#[cfg(test)]
mod tests {
    use super::Foreign;

    fn foreign(pattern: &str) -> Option<Foreign> {
        let compiled = hire_syntax::pattern::Pattern::new(pattern);
        super::foreign(pattern, compiled.is_ok_and(|compiled| compiled.is_unicode()))
    }

    #[test]
    fn what_other_languages_write_is_known() {
        let cases = [
            ("(?i)abc", "no flags"),
            ("(?x) a b", "no flags"),
            ("a++", "possessive"),
            ("a{2}+", "possessive"),
            ("a?+b", "possessive"),
            (r"\A[a-z]+\z", "`^`"),
            (r"a\Q.\E", "escape each"),
            (r"\h+", r"`[ \t]`"),
            (r"\i\c*", "leave the backslash out"),
            (r"\p{javaLower}", "Unicode"),
            (r"\p{L}\_", "needless escapes"),
            ("[[:alpha:]]+", "`[A-Za-z]`"),
            ("[^[:space:]x]", r"`\s`"),
            ("(?P<n>a)", "`(?<name>...)`"),
            ("(?P=n)", r"`\k<name>`"),
            ("(?>a)", "atomic"),
            ("(?#a)b", "comments"),
            ("a{,3}", "`{0,3}`"),
            ("/^a$/", "slashes"),
            ("/^a/gi", "slashes"),
            ("/a$/i", "slashes"),
        ];
        for (pattern, help) in cases {
            let found = foreign(pattern).unwrap_or_else(|| panic!("{pattern}"));
            assert!(found.help.contains(help), "{pattern}: {found:?}");
        }
    }

    #[test]
    fn what_ecma_262_has_is_left_alone() {
        let cases = [
            "^(?<year>\\d{4})-(?:a|b)(?=c)(?!d)(?<=e)(?<!f)$",
            r"^[\w-\.]+@[a-z]+\.[a-z]{2,}$",
            r"a+?b*?c??d{1,2}?",
            r"[+*?]+\++",
            r"\p{L}+\P{Lu}",
            r"[\[:alpha:\]]",
            r"^/a/b$",
            r"/v1/",
            r"^\/a\/$",
            r"\u0041\x41\cA\0",
            "[a{,3}]",
            "",
            "\\",
            "(?",
        ];
        for pattern in cases {
            assert_eq!(foreign(pattern), None, "{pattern}");
        }
    }
}
