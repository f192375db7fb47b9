//! What a server says of a failure, among the many ways in which servers say it.

use http::HeaderValue;
use serde_json::Value;

/// Where servers have their words, the likeliest first.
const PLACES: [&str; 7] =
    ["/message", "/error_description", "/error", "/error/message", "/detail", "/title", "/errors/0/message"];

/// The words in the details of a failure: of a problem (RFC 9457, section 3.1) title and detail, of OAuth 2.0 (RFC 6749, section
/// 5.2) error and description, else the first place that has any.
pub(super) fn of(details: &Value, content_type: Option<&HeaderValue>) -> Option<String> {
    let text = |place: &str| details.pointer(place)?.as_str().filter(|text| !text.trim().is_empty());
    let media_type = content_type.and_then(|it| it.to_str().ok()?.split(';').next());
    if media_type.is_some_and(|it| it.trim().eq_ignore_ascii_case("application/problem+json"))
        && let (Some(title), Some(detail)) = (text("/title"), text("/detail"))
    {
        return Some(format!("{title}: {detail}"));
    }
    if let (None, Some(error), Some(description)) =
        (text("/message"), text("/error"), text("/error_description"))
    {
        return Some(format!("{error}: {description}"));
    }
    PLACES.into_iter().find_map(text).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_server_are_found_where_servers_have_them() {
        const PROBLEM: &str = "Application/Problem+JSON; charset=utf-8";
        for (media_type, details, expected) in [
            (
                PROBLEM,
                r#"{"title": "No money", "detail": "30 of 50.", "message": "x"}"#,
                Some("No money: 30 of 50."),
            ),
            (PROBLEM, r#"{"type": "about:blank", "title": "Forbidden", "status": 403}"#, Some("Forbidden")),
            (PROBLEM, r#"{"title": "", "detail": "30 of 50."}"#, Some("30 of 50.")),
            (PROBLEM, r#"{"error": "gone"}"#, Some("gone")),
            ("application/json", r#"{"title": "No money", "detail": "30 of 50."}"#, Some("30 of 50.")),
            (
                "",
                r#"{"error": "invalid_grant", "error_description": "expired"}"#,
                Some("invalid_grant: expired"),
            ),
            ("", r#"{"title": "t", "detail": "d", "error": "e", "message": "m"}"#, Some("m")),
            ("", r#"{"message": ["m"], "error": {"code": 5, "message": "deep"}}"#, Some("deep")),
            (
                "",
                r#"{"message": " ", "errors": [{"message": "first"}, {"message": "second"}]}"#,
                Some("first"),
            ),
            ("", r#"{"errors": ["first"]}"#, None),
            ("", r#"{"message": null, "title": 7}"#, None),
            ("", r#"["message"]"#, None),
            ("", r#""message""#, None),
        ] {
            let media_type = HeaderValue::from_static(media_type);
            let details: Value = serde_json::from_str(details).unwrap();
            assert_eq!(of(&details, Some(&media_type)).as_deref(), expected, "{details}");
        }
    }
}
