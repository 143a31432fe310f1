//! Payment by bank transfer or at a counter: the customer is told where, and a reference by
//! which the shop recognises the money.

/// What the shop tells customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Manual {
    /// The text of `--manual-instructions`; a bank's details read the same in any language.
    pub(crate) text: String,
}
