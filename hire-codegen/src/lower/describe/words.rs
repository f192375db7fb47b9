//! The words of a spelling, where capitals alone do not tell: `userIDs` is `user ids`.

/// Names of one word that look like two.
const WHOLE: [&str; 9] = ["IPv4", "IPv6", "OAuth", "gRPC", "iOS", "iPad", "iPhone", "mTLS", "macOS"];

/// A spelling whose words capitals tell: an acronym in the plural is one word, and so are some names; a number that
/// begins a name is a word for itself.
///
/// `camel` keeps a name that begins with a capital as it is written.
pub fn word_boundaries(spelling: &str, camel: bool) -> String {
    let mut described = String::new();
    let mut rest = spelling;
    let mut before: Option<char> = None;
    while let Some(letter) = rest.chars().next() {
        let begins = before.is_none_or(|before| !before.is_alphanumeric());
        let word = if let Some(name) = name_at(rest, before) {
            if camel && name.starts_with(char::is_uppercase) {
                described.push_str(name);
            } else {
                described.extend([" ", &capitalized(name)]);
            }
            name
        } else if let Some(plural) = plural_at(rest, before) {
            described.extend([" ", &plural.to_lowercase(), " "]);
            plural
        } else if let Some(number) = number_at(rest).filter(|_| begins) {
            described.extend([number, " "]);
            number
        } else {
            described.push(letter);
            rest.get(..letter.len_utf8()).unwrap_or_default()
        };
        before = word.chars().next_back();
        rest = rest.get(word.len()..).unwrap_or_default();
    }
    described
}

fn capitalized(name: &str) -> String {
    let (first, remainder) = name.split_at(1);
    first.to_uppercase() + &remainder.to_lowercase()
}

/// One of the names, if it is not a part of a longer word.
fn name_at(rest: &str, before: Option<char>) -> Option<&str> {
    let name = WHOLE.into_iter().find(|name| rest.starts_with(name))?;
    let begins = match before {
        Some(before) if name.starts_with(char::is_uppercase) => !before.is_uppercase(),
        Some(before) => !before.is_alphanumeric(),
        None => true,
    };
    let (one, after) = rest.split_at_checked(name.len())?;
    let plural = after.starts_with('s').then(|| rest.split_at_checked(name.len() + 1)).flatten();
    let ends = |(_, after): &(&str, &str)| !after.starts_with(char::is_lowercase);
    let (name, _) = Some((one, after)).filter(ends).or(plural.filter(ends))?;
    begins.then_some(name)
}

/// Two capitals at least and an `s`, as a word.
fn plural_at(rest: &str, before: Option<char>) -> Option<&str> {
    let capitals = rest.find(|letter: char| !letter.is_ascii_uppercase()).filter(|count| *count > 1)?;
    let (plural, after) = (rest.get(..=capitals)?, rest.get(capitals + 1..)?);
    let alone = plural.ends_with('s') && !after.starts_with(char::is_lowercase);
    (alone && before.is_none_or(|before| !before.is_uppercase())).then_some(plural)
}

/// A number before a word: a capital and a small letter.
fn number_at(rest: &str) -> Option<&str> {
    let digits = rest.find(|letter: char| !letter.is_ascii_digit()).filter(|count| *count > 0)?;
    let (number, after) = rest.split_at_checked(digits)?;
    let mut after = after.chars();
    let word = after.next().is_some_and(char::is_uppercase) && after.next().is_some_and(char::is_lowercase);
    word.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::word_boundaries;

    #[test]
    fn words_are_told_apart() {
        let cases = [
            ("userIDs", "user ids "),
            ("URLsOfAPIs", " urls Of apis "),
            ("IDs2", " ids 2"),
            ("user_IDs", "user_ ids "),
            ("IDsafe", "IDsafe"),
            ("APIStatus", "APIStatus"),
            ("Is", "Is"),
            ("accountIds", "accountIds"),
            ("200Content", "200 Content"),
            ("a_200Content", "a_200 Content"),
            ("200OK", "200OK"),
            ("2fa", "2fa"),
            ("sha256Sum", "sha256Sum"),
            ("iOSVersion", " IosVersion"),
            ("radiOS", "radiOS"),
            ("sourceIPv4Address", "source Ipv4Address"),
            ("listIPv6sOf", "list Ipv6sOf"),
            ("OAuth2Token", " Oauth2Token"),
            ("OAuthority", "OAuthority"),
            ("gRPC", " Grpc"),
        ];
        for (spelling, words) in cases {
            assert_eq!(word_boundaries(spelling, false), words, "{spelling}");
        }
        assert_eq!(word_boundaries("OAuth2Token", true), "OAuth2Token");
        assert_eq!(word_boundaries("iOSVersion", true), " IosVersion");
    }
}
