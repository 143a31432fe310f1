//! Why the service didn't do what it was asked, as it writes that (RFC 9457).

use simfare_engine::Quote;
use simfare_engine::format::{Format, Json, Reader};

use super::order::MOST;

/// Why the service didn't do what it was asked (RFC 9457).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    /// `urn:simfare:problem:…`
    pub(crate) kind: String,
    /// What is wrong with what was sent: JSON pointers, each with a sentence.
    pub(crate) faults: Vec<(String, String)>,
    /// What it would cost now, where that has changed.
    pub(crate) quote: Option<Box<Quote>>,
}

impl Problem {
    /// Reads a problem; nothing where the text is none, a page of some proxy's for example.
    pub(crate) fn from_json(text: &str) -> Option<Self> {
        let json = Json::parse(text.as_bytes()).ok()?;
        let faults = json.items_of("errors").iter().take(MOST).filter_map(|fault| {
            Some((fault.text_of("pointer")?.to_owned(), fault.text_of("detail")?.to_owned()))
        });
        let mut reader = Reader::of_sums();
        let quote = json.member("quote").and_then(|quote| Quote::read(quote, &mut reader));
        Some(Self {
            kind: json.text_of("type")?.to_owned(),
            faults: faults.collect(),
            quote: quote.filter(|_| reader.finish().is_empty()).map(Box::new),
        })
    }

    /// Whether it is of a kind: `total-changed`, say.
    pub(crate) fn is(&self, kind: &str) -> bool {
        self.kind.strip_prefix("urn:simfare:problem:") == Some(kind)
    }
}

impl Problem {
    /// Whether it is the trip that can't be had: no offer is left for it, or what it names is gone.
    pub(crate) fn is_of_the_trip(&self) -> bool {
        let is_unserved = self.quote.as_ref().is_some_and(|quote| quote.total.is_none());
        let mut faults = self.faults.iter();
        let is_named = !self.faults.is_empty()
            && faults.all(|(pointer, _)| {
                // That a day has passed is no matter of what is sold.
                pointer != "/request/start_date"
                    && (pointer == "/request" || pointer.starts_with("/request/"))
            });
        is_unserved || is_named
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simfare_engine::format::Amount;

    #[test]
    fn problems_say_what_to_mend() {
        let problem = Problem::from_json(include_str!("testdata/total-changed.json"));
        let problem = problem.expect("a problem");
        assert!(problem.is("total-changed") && !problem.is("faulty"));
        assert_eq!(problem.quote.and_then(|quote| quote.total), Some(Amount(2742)));
        let large = include_str!("testdata/total-changed.json").replace("27.42", "2742000.00");
        let problem = Problem::from_json(&large).expect("a problem");
        assert_eq!(problem.quote.and_then(|quote| quote.total), Some(Amount(274_200_000)));
        let text = r#"{"type": "urn:simfare:problem:faulty", "title": "The body has faults",
            "errors": [{"pointer": "/contact/email", "detail": "must be …"}, {"detail": 1}]}"#;
        let problem = Problem::from_json(text).expect("a problem");
        assert_eq!(problem.faults, [("/contact/email".to_owned(), "must be …".to_owned())]);
        assert_eq!(problem.quote, None);
        assert!(!problem.is_of_the_trip());
        let gone = Problem::from_json(&text.replace("/contact/email", "/request/filter/brands/0"));
        assert!(gone.is_some_and(|problem| problem.is_of_the_trip()));
        let past = Problem::from_json(&text.replace("/contact/email", "/request/start_date"));
        assert!(past.is_some_and(|problem| !problem.is_of_the_trip()));
        for text in ["", "Bad Gateway", "<html>", "{}", "[]", r#"{"type": 1}"#] {
            assert_eq!(Problem::from_json(text), None, "{text}");
        }
    }
}
