//! Milliseconds since the Unix epoch.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

/// A point in time in milliseconds since the Unix epoch, written as a string of decimal digits (`format: timestamp-ms`).
///
/// The epoch is 1970-01-01T00:00:00Z; earlier times have no value. On the wire it is a string, `"1618209327000"`, never a
/// number: digits only, without sign, space or leading zero, so that a value and its text correspond one to one.
///
/// # Examples
/// ```
/// use std::time::{Duration, SystemTime};
/// use hire_runtime::TimestampMs;
///
/// let time: TimestampMs = "1618209327000".parse()?;
/// assert_eq!(time.as_millis(), 1_618_209_327_000);
/// assert_eq!(SystemTime::try_from(time)?, SystemTime::UNIX_EPOCH + Duration::from_secs(1_618_209_327));
/// # Ok::<(), hire_runtime::TimestampError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TimestampMs(u64);

impl TimestampMs {
    /// The name of the format.
    pub const FORMAT: &'static str = "timestamp-ms";

    /// The time so many milliseconds after the epoch.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> u64 {
        self.0
    }
}

/// Why something is not a [`TimestampMs`], or a [`TimestampMs`] not a [`SystemTime`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimestampError {
    /// The text is not a row of decimal digits without leading zero.
    NotDigits,
    /// The text has more milliseconds than 64 bits hold.
    TooLarge,
    /// The time lies before the epoch.
    BeforeEpoch,
    /// The platform's [`SystemTime`] does not reach that far.
    Unrepresentable,
}

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotDigits => "not milliseconds since the epoch in decimal digits without leading zero",
            Self::TooLarge => "more milliseconds than a timestamp holds",
            Self::BeforeEpoch => "before 1970-01-01T00:00:00Z",
            Self::Unrepresentable => "beyond the times that this platform knows",
        })
    }
}

impl std::error::Error for TimestampError {}

impl fmt::Display for TimestampMs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// # Errors
/// [`TimestampError::NotDigits`] and [`TimestampError::TooLarge`].
impl FromStr for TimestampMs {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        match text.as_bytes() {
            [b'0'] | [b'1'..=b'9', ..] => text.parse().map(Self).map_err(|_| unreadable(text)),
            _ => Err(TimestampError::NotDigits),
        }
    }
}

#[cold]
fn unreadable(text: &str) -> TimestampError {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { TimestampError::TooLarge } else { TimestampError::NotDigits }
}

/// What is finer than a millisecond is cut off.
///
/// # Errors
/// [`TimestampError::BeforeEpoch`] and [`TimestampError::TooLarge`].
impl TryFrom<SystemTime> for TimestampMs {
    type Error = TimestampError;

    fn try_from(time: SystemTime) -> Result<Self, TimestampError> {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).map_err(|_| TimestampError::BeforeEpoch)?;
        u64::try_from(since.as_millis()).map(Self).map_err(|_| TimestampError::TooLarge)
    }
}

/// # Errors
/// [`TimestampError::Unrepresentable`].
impl TryFrom<TimestampMs> for SystemTime {
    type Error = TimestampError;

    fn try_from(time: TimestampMs) -> Result<Self, TimestampError> {
        Self::UNIX_EPOCH.checked_add(Duration::from_millis(time.0)).ok_or(TimestampError::Unrepresentable)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{TimestampError, TimestampMs};

    #[test]
    fn good_texts_round_trip() {
        for text in ["0", "1", "10", "1618209327000", "18446744073709551615"] {
            let time: TimestampMs = text.parse().unwrap();
            assert_eq!(time.to_string(), text);
        }
    }

    #[test]
    fn bad_texts_are_refused() {
        use TimestampError::{NotDigits, TooLarge};
        for (text, error) in [
            ("", NotDigits),
            ("00", NotDigits),
            ("01618209327000", NotDigits),
            ("+1", NotDigits),
            ("-1", NotDigits),
            (" 1", NotDigits),
            ("1 ", NotDigits),
            ("1.0", NotDigits),
            ("1e3", NotDigits),
            ("٣", NotDigits),
            ("2021-04-12T06:35:27Z", NotDigits),
            ("18446744073709551616", TooLarge),
            ("99999999999999999999999999", TooLarge),
        ] {
            assert_eq!(text.parse::<TimestampMs>(), Err(error), "{text}");
        }
    }

    #[test]
    fn system_time_converts_both_ways() {
        let epoch = SystemTime::UNIX_EPOCH;
        let time = epoch + Duration::from_micros(1_618_209_327_000_999);
        let stamp = TimestampMs::try_from(time).unwrap();
        assert_eq!(stamp.as_millis(), 1_618_209_327_000);
        assert_eq!(SystemTime::try_from(stamp).unwrap(), epoch + Duration::from_secs(1_618_209_327));
        assert_eq!(TimestampMs::try_from(epoch - Duration::from_millis(1)), Err(TimestampError::BeforeEpoch));
        // Whether the far end can be had is the platform's affair; it must not panic.
        let far = SystemTime::try_from(TimestampMs::from_millis(u64::MAX));
        assert!(far.is_ok() || far == Err(TimestampError::Unrepresentable));
    }
}
