//! Access tokens.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

/// With less than this left, the platform answers a new token.
const RENEWAL: Duration = Duration::from_secs(30 * 60);

/// The tokens that were answered.
#[derive(Default)]
pub(super) struct Tokens {
    tokens: BTreeMap<String, Token>,
    /// Makes tokens differ from run to run.
    random: RandomState,
}

struct Token {
    app: String,
    ends: Instant,
}

impl Tokens {
    /// An app's token, and how long it lasts: the newest one if that lasts 30 minutes or more, else
    /// a new one.
    pub(super) fn issue(&mut self, app: &str, lifetime: Duration, now: Instant) -> (String, Duration) {
        let newest = self
            .tokens
            .iter()
            .filter(|(_, token)| token.app == app)
            .max_by_key(|(_, token)| token.ends)
            .map(|(text, token)| (text.clone(), token.ends.saturating_duration_since(now)));
        if let Some((text, left)) = newest
            && left >= RENEWAL
        {
            return (text, left);
        }
        let number = self.tokens.len();
        let text = format!(
            "t-sandbox-{:016x}{:016x}",
            self.random.hash_one((app, number)),
            self.random.hash_one((number, app)),
        );
        let token = Token { app: app.to_owned(), ends: now + lifetime };
        self.tokens.insert(text.clone(), token);
        (text, lifetime)
    }

    /// The app that a token stands for, unless it is unknown or over.
    pub(super) fn app(&self, token: &str, now: Instant) -> Option<&str> {
        let token = self.tokens.get(token)?;
        (now < token.ends).then_some(token.app.as_str())
    }

    /// Ends all tokens. They stay in the table, so that no new one equals them.
    pub(super) fn revoke(&mut self) {
        let now = Instant::now();
        for token in self.tokens.values_mut() {
            token.ends = token.ends.min(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_stays_until_less_than_half_an_hour_is_left() {
        let mut tokens = Tokens::default();
        let hours = Duration::from_secs(2 * 60 * 60);
        let start = Instant::now();
        let after = |minutes: u64| start + Duration::from_secs(minutes * 60);

        let (first, left) = tokens.issue("a", hours, start);
        assert_eq!(left, hours);
        let again = tokens.issue("a", hours, after(90));
        assert_eq!(again, (first.clone(), Duration::from_secs(30 * 60)));
        let (second, left) = tokens.issue("a", hours, after(91));
        assert_ne!(second, first);
        assert_eq!(left, hours);

        assert_eq!(tokens.app(&first, after(119)), Some("a"), "both are valid");
        assert_eq!(tokens.app(&second, after(119)), Some("a"));
        assert_eq!(tokens.app(&first, after(120)), None);
        assert_eq!(tokens.app(&second, after(120)), Some("a"));
        let (other, _) = tokens.issue("b", hours, after(120));
        assert_ne!(other, second, "each app has its own token");
    }
}
