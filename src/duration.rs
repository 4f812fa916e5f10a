//! Lengths of time as writers give them: `4wh`, `2 working days`, `weekly`.
//!
//! Working and clock time are never converted into each other: that depends on the day.

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Minutes.
    Minutes,
    /// Hours on the clock.
    Hours,
    /// Hours at work.
    WorkingHours,
    /// Days in the calendar.
    Days,
    /// Days at work.
    WorkingDays,
    /// Weeks.
    Weeks,
}

/// Every unit: its letters, its name for one and for many.
const UNITS: [(Unit, &str, &str, &str); 6] = [
    (Unit::Minutes, "m", "minute", "minutes"),
    (Unit::Hours, "h", "hour", "hours"),
    (Unit::WorkingHours, "wh", "working hour", "working hours"),
    (Unit::Days, "d", "day", "days"),
    (Unit::WorkingDays, "wd", "working day", "working days"),
    (Unit::Weeks, "w", "week", "weeks"),
];

/// How often something happens that has no deadline.
const RHYTHMS: [&str; 7] = [
    "same visit",
    "each time",
    "daily",
    "weekly",
    "monthly",
    "quarterly",
    "yearly",
];

/// How long something may take, or how often it happens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TimeLimit {
    /// So many of a unit.
    Within(u32, Unit),
    /// A rhythm, in its own words.
    Rhythm(&'static str),
}

impl TimeLimit {
    /// Reads `4wh`, `4 working hours`, `90 minutes` or `weekly`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('.').to_lowercase();
        if let Some(rhythm) = RHYTHMS.iter().find(|rhythm| **rhythm == text) {
            return Some(Self::Rhythm(rhythm));
        }
        let digits = text.find(|c: char| !c.is_ascii_digit())?;
        let amount = text[..digits].parse::<u32>().ok().filter(|n| *n > 0)?;
        let name = text[digits..].trim();
        let unit = UNITS
            .iter()
            .find(|(_, letters, one, many)| [*letters, *one, *many].contains(&name))?;
        Some(Self::Within(amount, unit.0))
    }

    /// In words, such as `4 working hours`.
    pub fn words(&self) -> String {
        match self {
            Self::Rhythm(rhythm) => (*rhythm).to_owned(),
            Self::Within(amount, unit) => {
                let (_, _, one, many) = UNITS
                    .iter()
                    .find(|(known, ..)| known == unit)
                    .expect("every unit is in the table");
                format!("{amount} {}", if *amount == 1 { one } else { many })
            }
        }
    }

    /// For putting the tightest first: about how many minutes at work; `None` for a rhythm.
    pub fn tightness(&self) -> Option<u32> {
        let Self::Within(amount, unit) = self else {
            return None;
        };
        let minutes = match unit {
            Unit::Minutes => 1,
            Unit::Hours | Unit::WorkingHours => 60,
            Unit::Days | Unit::WorkingDays => 8 * 60,
            Unit::Weeks => 5 * 8 * 60,
        };
        Some(amount.saturating_mul(minutes))
    }
}

/// The days in `90d` or `12w`.
pub fn days_of(text: &str) -> Option<i64> {
    let (number, factor) = match text.strip_suffix('d') {
        Some(number) => (number, 1),
        None => (text.strip_suffix('w')?, 7),
    };
    number
        .parse::<u16>()
        .ok()
        .map(|count| i64::from(count) * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_words_mean_the_same() {
        let words = |text: &str| TimeLimit::parse(text).map(|limit| limit.words());
        assert_eq!(words("4wh").as_deref(), Some("4 working hours"));
        assert_eq!(words("1 Working day").as_deref(), Some("1 working day"));
        assert_eq!(words("90 minutes").as_deref(), Some("90 minutes"));
        assert_eq!(words("Same visit").as_deref(), Some("same visit"));
        for wrong in ["", "soon", "4", "wh", "0d", "4 fortnights", "-1d"] {
            assert_eq!(words(wrong), None, "{wrong}");
        }
    }
}
