//! Texts made from patterns. Whether one matches is for a validator to say: what a pattern looks ahead to is not looked at.

use fastrand::Rng;

/// How often a part is repeated that has no upper limit.
const MOST: usize = 3;

/// A text that a pattern may match.
pub fn text(pattern: &str, rng: &mut Rng) -> String {
    let letters = pattern.chars().collect();
    Maker { letters, rng }.alternatives(0).0
}

struct Maker<'r> {
    letters: Vec<char>,
    rng: &'r mut Rng,
}

/// A text, and where what it was made of ends.
type Made = (String, usize);

impl Maker<'_> {
    fn at(&self, index: usize) -> Option<char> {
        self.letters.get(index).copied()
    }

    /// One of the alternatives, up to the end or a parenthesis.
    fn alternatives(&mut self, mut at: usize) -> Made {
        let mut all = vec![String::new()];
        while let Some(letter) = self.at(at).filter(|letter| *letter != ')') {
            if letter == '|' {
                all.push(String::new());
                at += 1;
                continue;
            }
            let (text, end) = self.repeated(at);
            all.last_mut().into_iter().for_each(|last| last.push_str(&text));
            at = end.max(at + 1);
        }
        let chosen = self.rng.usize(..all.len());
        (all.swap_remove(chosen), at)
    }

    /// An atom with its quantifier.
    fn repeated(&mut self, at: usize) -> Made {
        let (first, end) = self.atom(at);
        let (least, most, end) = self.quantifier(end);
        let count = self.rng.usize(least..=most.max(least));
        let mut text = if count == 0 { String::new() } else { first };
        for _ in 1..count {
            text.push_str(&self.atom(at).0);
        }
        (text, end)
    }

    fn quantifier(&self, at: usize) -> (usize, usize, usize) {
        let (least, most, end) = match self.at(at) {
            Some('?') => (0, 1, at + 1),
            Some('*') => (0, MOST, at + 1),
            Some('+') => (1, MOST, at + 1),
            Some('{') => {
                let inner: String = self.letters.iter().skip(at + 1).take_while(|it| **it != '}').collect();
                let (least, most) = inner.split_once(',').unwrap_or((&inner, &inner));
                let least = least.parse().unwrap_or(1);
                (least, most.parse().unwrap_or(least + MOST).min(least + MOST), at + inner.len() + 2)
            }
            _ => return (1, 1, at),
        };
        // A lazy quantifier matches the same texts.
        (least, most, if self.at(end) == Some('?') { end + 1 } else { end })
    }

    fn atom(&mut self, at: usize) -> Made {
        match self.at(at) {
            Some('(') => {
                let start = if self.at(at + 1) == Some('?') { at + 3 } else { at + 1 };
                let (text, end) = self.alternatives(start);
                (text, end + 1)
            }
            Some('[') => self.class(at + 1),
            Some('\\') => {
                let text = match self.at(at + 1) {
                    Some('d') => self.rng.digit(10).to_string(),
                    Some('w') => self.rng.alphanumeric().to_string(),
                    Some('s') => " ".to_owned(),
                    Some('S' | 'D') => "a".to_owned(),
                    Some('b' | 'B') | None => String::new(),
                    Some('t') => "\t".to_owned(),
                    Some('W') => "-".to_owned(),
                    Some(literal) => literal.to_string(),
                };
                (text, at + 2)
            }
            Some('.') => ("a".to_owned(), at + 1),
            Some('^' | '$') | None => (String::new(), at + 1),
            Some(literal) => (literal.to_string(), at + 1),
        }
    }

    /// A letter of a class; of a negated one, one that is not in it.
    fn class(&mut self, mut at: usize) -> Made {
        let is_negated = self.at(at) == Some('^');
        at += usize::from(is_negated);
        let mut ranges = Vec::new();
        while let Some(letter) = self.at(at).filter(|letter| *letter != ']') {
            let (first, end) = if letter == '\\' { self.atom(at) } else { (letter.to_string(), at + 1) };
            let first = first.chars().next().unwrap_or('a');
            let last = self.at(end + 1).filter(|last| self.at(end) == Some('-') && *last != ']');
            match (letter, self.at(at + 1), last) {
                ('\\', Some('d'), _) => ranges.push(('0', '9')),
                ('\\', Some('w'), _) => ranges.extend([('a', 'z'), ('0', '9'), ('A', 'Z')]),
                (_, _, Some(last)) => ranges.push((first, last)),
                _ => ranges.push((first, first)),
            }
            let is_range = last.is_some() && letter != '\\';
            at = if is_range { end + 2 } else { end };
        }
        let letter = if is_negated {
            let is_free =
                |letter: &char| !ranges.iter().any(|(first, last)| (*first..=*last).contains(letter));
            "aZ0-_ /.é".chars().find(is_free)
        } else {
            let range = self.rng.choice(&ranges).copied();
            range.map(|(first, last)| if first <= last { self.rng.char(first..=last) } else { first })
        };
        (letter.map(String::from).unwrap_or_default(), at + 1)
    }
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;
    use serde_json::json;

    use super::text;

    #[test]
    fn texts_match() {
        let patterns = [
            "^RL[0-9a-fA-F]{32}$",
            r"^(?:a|bc)+-\d{2,3}$",
            r"^[^/\s]+$",
            r"^\w{1,3}(\.[\w-]+)*$",
            "^[+]?[a-z]{2}_[A-Z]{2}$",
            "x*?y",
            "^$",
        ];
        let mut rng = Rng::with_seed(1);
        for pattern in patterns {
            let validator = jsonschema::draft202012::new(&json!({ "pattern": pattern })).unwrap();
            for _ in 0..20 {
                let text = text(pattern, &mut rng);
                assert!(validator.is_valid(&json!(text)), "{pattern} {text:?}");
            }
        }
    }
}
