//! Dates, times and durations: [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339) §5.6 and appendix A
//! (JSON Schema 2020-12 validation §7.3.1).

/// `full-date`: `2024-02-29`, of a month that has that day.
pub fn date(text: &str) -> bool {
    let mut scanner = Scanner(text);
    calendar_day(&mut scanner).is_some() && scanner.is_done()
}

/// `full-time`: `23:59:60Z`, with an offset; a leap second only at the end of a day in UTC.
pub fn time(text: &str) -> bool {
    let mut scanner = Scanner(text);
    clock(&mut scanner).is_some() && scanner.is_done()
}

/// `date-time`: a date, `T`, a time. Both letters may be small.
pub fn date_time(text: &str) -> bool {
    let mut scanner = Scanner(text);
    let whole =
        calendar_day(&mut scanner).and_then(|()| scanner.one_of("Tt")).and_then(|_| clock(&mut scanner));
    whole.is_some() && scanner.is_done()
}

/// `duration`: `P3Y6M4DT12H30M5S`, or weeks alone. No unit may be left out between two others.
pub fn duration(text: &str) -> bool {
    let mut scanner = Scanner(text);
    let whole = scanner.one_of("P").and_then(|_| {
        if scanner.0.ends_with('W') {
            return units(&mut scanner, "W");
        }
        if !scanner.0.starts_with('T') {
            units(&mut scanner, "YMD")?;
        }
        if scanner.is_done() {
            return Some(());
        }
        scanner.one_of("T")?;
        units(&mut scanner, "HMS")
    });
    whole.is_some() && scanner.is_done()
}

/// One number with its unit or more, the units a part of `order` without a gap.
fn units(scanner: &mut Scanner<'_>, order: &str) -> Option<()> {
    scanner.some_digits()?;
    let first = scanner.one_of(order)?;
    let mut rest = order.chars().skip_while(|unit| *unit != first).skip(1);
    while scanner.0.starts_with(|next: char| next.is_ascii_digit()) {
        scanner.some_digits()?;
        let unit = rest.next()?;
        (scanner.one_of(order)? == unit).then_some(())?;
    }
    Some(())
}

fn calendar_day(scanner: &mut Scanner<'_>) -> Option<()> {
    let year = scanner.digits(4)?;
    scanner.one_of("-")?;
    let month = scanner.digits(2)?;
    scanner.one_of("-")?;
    let day = scanner.digits(2)?;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&day).then_some(())
}

/// A day in minutes.
const DAY: u32 = 24 * 60;

fn clock(scanner: &mut Scanner<'_>) -> Option<()> {
    let hour = scanner.digits(2).filter(|hour| *hour <= 23)?;
    scanner.one_of(":")?;
    let minute = scanner.digits(2).filter(|minute| *minute <= 59)?;
    scanner.one_of(":")?;
    let second = scanner.digits(2).filter(|second| *second <= 60)?;
    if scanner.0.starts_with('.') {
        scanner.one_of(".")?;
        scanner.some_digits()?;
    }
    let sign = scanner.one_of("Zz+-")?;
    let (offset_hour, offset_minute) = if matches!(sign, '+' | '-') {
        let hour = scanner.digits(2).filter(|hour| *hour <= 23)?;
        scanner.one_of(":")?;
        (hour, scanner.digits(2).filter(|minute| *minute <= 59)?)
    } else {
        (0, 0)
    };
    if second < 60 {
        return Some(());
    }
    let (local, offset) = (hour * 60 + minute, offset_hour * 60 + offset_minute);
    let utc = if sign == '-' { local + offset } else { local + DAY - offset };
    (utc % DAY == DAY - 1).then_some(())
}

/// What is left of a text. It is taken from the front; what was expected and is not there is `None`.
struct Scanner<'t>(&'t str);

impl Scanner<'_> {
    fn is_done(&self) -> bool {
        self.0.is_empty()
    }

    fn one_of(&mut self, known: &str) -> Option<char> {
        let mut rest = self.0.chars();
        let first = rest.next().filter(|first| known.contains(*first))?;
        self.0 = rest.as_str();
        Some(first)
    }

    /// A number of exactly so many digits.
    fn digits(&mut self, count: usize) -> Option<u32> {
        let (number, rest) = self.0.split_at_checked(count)?;
        number.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
        self.0 = rest;
        number.parse().ok()
    }

    fn some_digits(&mut self) -> Option<()> {
        let rest = self.0.trim_start_matches(|next: char| next.is_ascii_digit());
        let some = rest.len() < self.0.len();
        self.0 = rest;
        some.then_some(())
    }
}
