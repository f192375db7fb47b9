//! Hosts and mailboxes: JSON Schema 2020-12 validation §7.3.2 to §7.3.4.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A dotted quad, without leading zeros ([RFC 2673](https://www.rfc-editor.org/rfc/rfc2673) §3.2).
pub fn ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

/// An address of 128 bits as text, without a zone ([RFC 4291](https://www.rfc-editor.org/rfc/rfc4291) §2.2).
pub fn ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

/// An address of either kind.
pub fn ip(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

/// Labels of letters, digits and hyphens between dots ([RFC 1123](https://www.rfc-editor.org/rfc/rfc1123) §2.1): 63
/// characters each and 253 together at most, and no hyphen at an end. Two hyphens in third and fourth place are for
/// labels in Punycode, `xn--…`, alone ([RFC 5891](https://www.rfc-editor.org/rfc/rfc5891) §4.2.3.1).
pub fn hostname(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(label)
}

fn label(label: &str) -> bool {
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let apart = !label.starts_with('-') && !label.ends_with('-');
    let reserved = label.get(2..4) == Some("--");
    let punycode = || {
        let rest = label.get(4..).unwrap_or_default();
        label.get(..2).is_some_and(|head| head.eq_ignore_ascii_case("xn")) && is_punycode(rest)
    };
    (1..=63).contains(&label.len()) && label.bytes().all(letters) && apart && (!reserved || punycode())
}

/// Whether a text decodes as Punycode and has a character beyond ASCII in it, for which Punycode is there
/// ([RFC 3492](https://www.rfc-editor.org/rfc/rfc3492) §6.2).
fn is_punycode(text: &str) -> bool {
    let (basic, extended) = text.rsplit_once('-').unwrap_or(("", text));
    let mut length = u32::try_from(basic.len()).unwrap_or(u32::MAX);
    let (mut code, mut index, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut digits = extended.bytes();
    let mut some = false;
    while digits.len() > 0 {
        let before = index;
        let mut weight = 1_u32;
        for position in (36_u32..).step_by(36) {
            let Some(digit) = digits.next().and_then(punycode_digit) else { return false };
            let Some(next) = digit.checked_mul(weight).and_then(|step| index.checked_add(step)) else {
                return false;
            };
            index = next;
            let threshold = position.saturating_sub(bias).clamp(1, 26);
            if digit < threshold {
                break;
            }
            let Some(next) = weight.checked_mul(36 - threshold) else { return false };
            weight = next;
        }
        length = length.saturating_add(1);
        bias = adapted(index - before, length, before == 0);
        let Some(next) = code.checked_add(index / length) else { return false };
        code = next;
        index = index % length + 1;
        some = true;
        if char::from_u32(code).is_none() {
            return false;
        }
    }
    some
}

fn punycode_digit(byte: u8) -> Option<u32> {
    match byte {
        b'a'..=b'z' => Some(u32::from(byte - b'a')),
        b'A'..=b'Z' => Some(u32::from(byte - b'A')),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 26),
        _ => None,
    }
}

/// The next bias (RFC 3492 §6.1).
fn adapted(delta: u32, length: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / length;
    let mut steps = 0;
    while delta > 455 {
        delta /= 35;
        steps += 36;
    }
    steps + 36 * delta / (delta + 38)
}

/// A mailbox, `local@domain` ([RFC 5321](https://www.rfc-editor.org/rfc/rfc5321) §4.1.2): the local part atoms between
/// dots or quoted, 64 bytes at most, the domain a host name or an address in brackets.
pub fn email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    local.len() <= 64 && (dot_string(local) || quoted(local)) && (hostname(domain) || literal(domain))
}

fn dot_string(text: &str) -> bool {
    let atext = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    text.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(atext))
}

fn quoted(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return false };
    let mut bytes = inner.bytes();
    while let Some(byte) = bytes.next() {
        let escaped = byte == b'\\';
        let Some(shown) = (if escaped { bytes.next() } else { Some(byte) }) else { return false };
        if !(b' '..=b'~').contains(&shown) || (!escaped && shown == b'"') {
            return false;
        }
    }
    true
}

fn literal(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return false };
    let tagged = inner.split_at_checked(5).filter(|(tag, _)| tag.eq_ignore_ascii_case("IPv6:"));
    tagged.map_or_else(|| ipv4(inner), |(_, address)| ipv6(address))
}
