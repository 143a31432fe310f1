//! What is wrong with an input, and where.
//!
//! Reading never stops at the first mistake: a reseller who edits a catalog by hand wants the
//! whole list. Each [`Fault`] therefore carries a JSON pointer (RFC 6901) to the place it names,
//! and [`Faults`] is the error of everything that reads from outside.

use std::fmt::{self, Write};

/// One mistake in an input document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer to the offending value (`/plans/3/price`); empty for the whole document.
    pub pointer: String,
    /// What is wrong and what would be right, in one English sentence without a final stop.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A pointer to the whole document is the empty string; "/" reads better alone on a line.
        let pointer = if self.pointer.is_empty() { "/" } else { &self.pointer };
        // A name in somebody's file must neither begin another line nor speak to a terminal.
        for c in pointer.chars().chain(": ".chars()).chain(self.message.chars()) {
            match c.is_control() {
                true => write!(f, "\\u{:04x}", u32::from(c))?,
                false => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// So many faults are listed. A file of 16 MiB has room for millions, a page's memory hasn't.
const MOST: usize = 10_000;

/// Every mistake of an input: those of form first, in document order, then those between parts.
/// As an error it holds at least one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// A list of the one fault of the whole document.
    pub fn of_document(message: impl Into<String>) -> Self {
        Self(vec![Fault { pointer: String::new(), message: message.into() }])
    }

    /// Adds a fault at a pointer; past ten thousand only that there are more.
    pub fn push(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        match self.0.len() {
            0..MOST => self.0.push(Fault { pointer: pointer.into(), message: message.into() }),
            MOST => self.0.push(Fault {
                pointer: String::new(),
                message: format!("has more than {MOST} faults; the others aren't listed"),
            }),
            _ => {}
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many mistakes there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The faults, in the order described above.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.0.iter()
    }

    /// `Ok(value)` where nothing is wrong.
    ///
    /// # Errors
    /// The faults themselves, where there are any.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl IntoIterator for Faults {
    type Item = Fault;
    type IntoIter = std::vec::IntoIter<Fault>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a Fault;
    type IntoIter = std::slice::Iter<'a, Fault>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_one_line_whatever_is_in_it() {
        let mut faults = Faults::default();
        faults.push("/bad\nline", "unknown field");
        faults.push("/\u{1b}[31m", "unknown field");
        assert_eq!(
            faults.to_string(),
            "/bad\\u000aline: unknown field\n/\\u001b[31m: unknown field"
        );
    }
}
