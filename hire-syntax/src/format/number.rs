//! Numbers and bytes as text.

/// An integer as JSON writes it, without fraction and exponent ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259) §6).
/// Whether it fits into so many bits is another question.
pub fn integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    is_digits(digits) && (digits == "0" || !digits.starts_with('0'))
}

/// A number as JSON writes it, without exponent.
pub fn decimal(text: &str) -> bool {
    match text.split_once('.') {
        Some((whole, fraction)) => integer(whole) && is_digits(fraction),
        None => integer(text),
    }
}

/// A number as JSON writes it, within the range of floats of 64 bits.
pub fn float(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    decimal(mantissa) && is_digits(exponent) && text.parse().is_ok_and(f64::is_finite)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12 ([RFC 4122](https://www.rfc-editor.org/rfc/rfc4122) §3), of any
/// version.
pub fn uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Bytes in base64 with padding ([RFC 4648](https://www.rfc-editor.org/rfc/rfc4648) §4).
pub fn base64(text: &str) -> bool {
    text.len().is_multiple_of(4) && sextets(text.trim_end_matches('='), *b"+/", text)
}

/// Bytes in base64 for names in URLs, with or without padding ([RFC 4648](https://www.rfc-editor.org/rfc/rfc4648) §5).
pub fn base64url(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    (digits.len() == text.len() || text.len().is_multiple_of(4)) && sextets(digits, *b"-_", text)
}

/// Whether digits are those of whole bytes, what the last one has too many of being zero (RFC 4648 §3.5).
fn sextets(digits: &str, [sixty_two, sixty_three]: [u8; 2], padded: &str) -> bool {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        _ if byte == sixty_two => Some(62),
        _ if byte == sixty_three => Some(63),
        _ => None,
    };
    let last = digits.bytes().last().and_then(value).unwrap_or_default();
    let whole = match digits.len() % 4 {
        0 => true,
        2 => last.trailing_zeros() >= 4,
        3 => last.trailing_zeros() >= 2,
        _ => false,
    };
    whole && padded.len() - digits.len() <= 2 && digits.bytes().all(|byte| value(byte).is_some())
}
