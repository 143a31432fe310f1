//! What names a line, a person and an eSIM's download: read from what people type and paste,
//! by one rule for the page and the service. Of phone numbers the page takes those of the United States
//! alone ([`us_number`]), the service any country's ([`e164`]).

mod activation;
mod card;
mod host;
mod mail;
mod phone;

pub use activation::fault as activation_fault;
pub use card::{Iccid, iccid};
pub use host::{is_ascii_letter, is_label};
pub use mail::{email, is_ascii_email, is_email};
pub use phone::{e164, us_number};

/// What is wrong with something typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is there.
    Empty,
    /// A character that can't be part of it.
    Character,
    /// It begins as no such number does.
    Start,
    /// Too few digits; so many there are.
    Short(usize),
    /// Too many digits; so many there are.
    Long(usize),
    /// A phone number of another country.
    Country,
    /// An area code that no line has.
    Area,
    /// The three digits after the area code, which can't be these.
    Exchange,
    /// Not of the form at all.
    Form,
}

/// A text as it was meant: full-width letters of Chinese keyboards as plain ones, every dash a
/// hyphen, and without spaces and the invisible marks that come along when something is copied.
fn plain(text: &str) -> String {
    text.chars().filter(|&c| !is_blank(c)).map(narrow).collect()
}

fn is_blank(c: char) -> bool {
    let is_invisible = matches!(
        c,
        '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    );
    c.is_whitespace() || is_invisible
}

fn narrow(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{ff01}'..='\u{ff5e}' => {
            // The block repeats ASCII from the exclamation mark on.
            u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c)
        }
        _ => c,
    }
}

/// The digits of a text in which these separators may stand.
fn digits(text: &str, separators: &str) -> Result<String, Fault> {
    let digits: String = text.chars().filter(|c| !separators.contains(*c)).collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::Character);
    }
    if digits.is_empty() { Err(Fault::Empty) } else { Ok(digits) }
}
