//! Who takes the money: Stripe, the shop itself (bank transfer, counter), or the sandbox, which
//! only pretends. No card number comes here.

pub(crate) mod manual;
pub(crate) mod stripe;

pub(crate) use manual::Manual;
pub(crate) use stripe::Stripe;

use crate::clock::DAY;
use crate::order::ProviderKind;
use crate::shop::Refusal;
use simfare_engine::Catalog;
use simfare_engine::catalog::PaymentKind;

/// How long a bank transfer may take.
const MANUAL_TIME: i64 = 7 * DAY;

/// The providers of this shop.
#[derive(Debug)]
pub(crate) struct Payments {
    /// Nothing is real: said on every page and receipt.
    pub(crate) sandbox: bool,
    pub(crate) manual: Option<Manual>,
    pub(crate) stripe: Option<Stripe>,
}

/// A way to pay, as a customer named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Method {
    pub(crate) provider: ProviderKind,
    /// What people call it.
    pub(crate) name: String,
    /// What the catalog says it is; none where it isn't one of the catalog's, which has a fee.
    pub(crate) kind: Option<PaymentKind>,
}

impl Method {
    /// Whether renewals can be charged the same way, without the customer.
    pub(crate) fn can_renew(&self) -> bool {
        self.kind.map_or(self.provider != ProviderKind::Manual, PaymentKind::can_renew)
    }
}

impl Payments {
    /// The way to pay of this name: one of the catalog's payment methods, or a provider.
    ///
    /// # Errors
    /// There is none; in words for the page's author.
    pub(crate) fn method(&self, catalog: &Catalog, name: &str) -> Result<Method, String> {
        let listed = catalog.payment_methods.iter().find(|method| method.id.as_str() == name);
        if let Some(method) = listed {
            let name = method.name.to_string();
            return match self.provider_of(method.kind) {
                Some(provider) => Ok(Method { provider, name, kind: Some(method.kind) }),
                None => Err(format!("\"{}\" can't be paid with here", method.id)),
            };
        }
        let provider =
            ProviderKind::from_word(name).filter(|provider| self.is_bare(catalog, *provider));
        let Some(provider) = provider else {
            let known: Vec<String> =
                self.names(catalog).into_iter().map(|name| format!("\"{name}\"")).collect();
            return Err(format!("must be one of {}", known.join(", ")));
        };
        Ok(Method { provider, name: name.to_owned(), kind: None })
    }

    /// Whether a provider may be named itself: only where the catalog lists no method that goes
    /// to it. Else its name would be a way around the fees of those that are listed.
    fn is_bare(&self, catalog: &Catalog, provider: ProviderKind) -> bool {
        let is_there = match provider {
            ProviderKind::None => false,
            ProviderKind::Sandbox => self.sandbox,
            ProviderKind::Manual => self.manual.is_some(),
            ProviderKind::Stripe => self.stripe.is_some(),
        };
        let mut listed = catalog.payment_methods.iter().map(|method| self.provider_of(method.kind));
        is_there && listed.all(|other| other != Some(provider))
    }

    /// Every name [`Self::method`] knows.
    pub(crate) fn names(&self, catalog: &Catalog) -> Vec<String> {
        let listed = catalog
            .payment_methods
            .iter()
            .filter(|method| self.provider_of(method.kind).is_some())
            .map(|method| method.id.to_string());
        let providers = [ProviderKind::Sandbox, ProviderKind::Manual, ProviderKind::Stripe]
            .into_iter()
            .filter(|provider| self.is_bare(catalog, *provider))
            .map(|provider| provider.word().to_owned());
        listed.chain(providers).collect()
    }

    /// Who takes money of this kind. Under `--sandbox` nothing goes to a real provider.
    fn provider_of(&self, kind: PaymentKind) -> Option<ProviderKind> {
        use PaymentKind::{BankTransfer, Cash};
        let manual = self.manual.as_ref().map(|_| ProviderKind::Manual);
        match kind {
            BankTransfer | Cash => manual.or(self.sandbox.then_some(ProviderKind::Sandbox)),
            _ if self.sandbox => Some(ProviderKind::Sandbox),
            _ => self.stripe.as_ref().and_then(|_| stripe::takes(kind)),
        }
    }

    /// Whether anybody takes money at all.
    pub(crate) fn any(&self) -> bool {
        self.sandbox || self.manual.is_some() || self.stripe.is_some()
    }

    /// How to pay by hand.
    pub(crate) fn instructions(&self) -> Option<&str> {
        self.manual.as_ref().map(|manual| manual.text.as_str())
    }

    pub(crate) fn manual_time(&self) -> i64 {
        MANUAL_TIME
    }

    /// Stripe, for an order that was begun with it.
    pub(crate) fn stripe(&self) -> Result<&Stripe, Refusal> {
        self.stripe.as_ref().ok_or_else(|| Refusal::Provider {
            message: "the order was begun with Stripe, which isn't configured now".to_owned(),
            again: true,
        })
    }
}
