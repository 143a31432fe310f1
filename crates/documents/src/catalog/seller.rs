//! The shop itself (formats.md, "Catalog").

use crate::date::Date;
use crate::format::{Text, Url, document};

document! {
    /// The shop.
    pub struct Seller {
        /// Its name.
        required name: Text,
        /// Whom to ask.
        required support: Support,
        /// Its terms of sale.
        optional terms: Url,
        /// Its privacy notice.
        optional privacy: Url,
        /// Dates on which it, or carriers' shops, can't help; what is to be done falls before them.
        default holidays: Vec<Date> = Vec::new(),
    }
}

document! {
    /// Whom to ask when something goes wrong.
    pub struct Support {
        /// An e-mail address.
        optional email: Text,
        /// A telephone number.
        optional phone: Text,
        /// A chat's address.
        optional chat: Url,
        /// When somebody answers (`"24/7"`).
        optional hours: Text,
    }
}

impl Support {
    /// Whether it says how anybody is reached.
    pub fn is_reachable(&self) -> bool {
        self.email.is_some() || self.phone.is_some() || self.chat.is_some()
    }
}
