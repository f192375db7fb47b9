//! Texts as they are compared, and as they are shown.

/// How many characters of a text are shown around a difference.
const SHOWN: usize = 24;

/// A text without what no reader sees, or what dialects of pages write each in its own way: targets of links, white space, marks of
/// Markdown, of lists and of boxes, the width of colons.
pub fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Behind the last closing parenthesis is no target.
    let end = text.rfind(')').unwrap_or(0);
    while let Some((before, after)) = rest.split_once('(').filter(|_| text.len() - rest.len() < end) {
        out.push_str(before);
        let is_target = before.ends_with([']', '}']);
        rest = match is_target.then(|| after.split_once(')')).flatten() {
            Some((_, after)) => after,
            None => {
                out.push('(');
                after
            }
        };
    }
    out.push_str(rest);
    out.retain(|c| !matches!(c, '`' | '*' | '\\' | '[' | ']' | '>' | '\u{200b}'));
    // A blank counts between Latin words alone.
    let out = out.replace('：', ":");
    let words = out.split(|c: char| c.is_whitespace() || c == '\u{2028}');
    let words = words.filter(|word| !matches!(*word, "" | "-" | "•" | "·") && !word.starts_with(":::"));
    words.fold(String::new(), |mut text, word| {
        let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if is_latin(text.chars().next_back()) && is_latin(word.chars().next()) {
            text.push(' ');
        }
        text + word
    })
}

/// A text without what looks like a tag, the `<string>` of `list<string>`, if it has such: the converted dialect loses them.
pub fn without_tags(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let name = after.strip_prefix('/').unwrap_or(after);
        let is_named = name.starts_with(|c: char| c.is_ascii_alphabetic());
        // No further than to the next `<`, so that each character is looked at once.
        let end = is_named.then(|| name.trim_start_matches(|c| !matches!(c, '<' | '>' | '\n')));
        rest = match end.and_then(|end| end.strip_prefix('>')) {
            Some(after) => after,
            None => {
                out.push('<');
                after
            }
        };
    }
    out.push_str(rest);
    (out.len() < text.len()).then_some(out)
}

/// Whether two texts say the same, as far as both can.
pub fn is_same(old: &str, new: &str) -> bool {
    let same = |old: &str, new: &str| normal(old) == normal(new);
    let is_lost = match (without_tags(old), without_tags(new)) {
        (Some(old), None) => same(&old, new),
        (None, Some(new)) => same(old, &new),
        _ => false,
    };
    is_lost || same(old, new)
}

/// The start of a text, on one line.
pub fn shortened(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    let start: String = line.chars().take(4 * SHOWN).collect();
    if start.len() < line.len() { start + "…" } else { start }
}

/// Two texts, each from a little before the first difference to a little after the last.
pub fn around_difference(old: &str, new: &str) -> (String, String) {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let same = |pair: &(&char, &char)| pair.0 == pair.1;
    let before = old.iter().zip(&new).take_while(same).count();
    let most = old.len().min(new.len()) - before;
    let after = old.iter().rev().zip(new.iter().rev()).take(most).take_while(same).count();
    let (start, left) = (before.saturating_sub(SHOWN), after.saturating_sub(SHOWN));
    let shown = |text: &[char]| {
        let middle: String = text.iter().take(text.len() - left).skip(start).collect();
        let (head, tail) = (if start > 0 { "…" } else { "" }, if left > 0 { "…" } else { "" });
        format!("{head}{}{tail}", shortened(&middle))
    };
    (shown(&old), shown(&new))
}
