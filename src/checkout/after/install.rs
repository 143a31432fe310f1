//! Getting an eSIM onto a phone: by a link on the phone itself, by its camera, or by hand.

use super::{Context, copy, link, qr};
use crate::dom::{El, el};
use crate::handoff;

/// What phones open, each with the activation code at its end.
const APPLE: &str = "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=";
const ANDROID: &str = "https://esimsetup.android.com/esim_qrcode_provisioning?carddata=";

/// What this page is read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Device {
    Apple,
    Android,
    /// Nothing that an eSIM goes into, as far as one knows.
    Other,
}

impl Device {
    fn this() -> Self {
        let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
        Self::of(&agent.unwrap_or_default())
    }

    fn of(agent: &str) -> Self {
        // Windows phones, long gone, called themselves all of these.
        match agent {
            _ if agent.contains("Windows") => Self::Other,
            _ if agent.contains("iPhone") || agent.contains("iPad") => Self::Apple,
            _ if agent.contains("Android") => Self::Android,
            _ => Self::Other,
        }
    }
}

/// How to install the eSIM of an activation code. `name` is what it is, where there are several.
pub(super) fn install(context: &Context<'_>, at: usize, name: Option<String>, code: &str) -> El {
    let texts = context.texts();
    let device = Device::this();
    let apple = |class, text| install_link(APPLE, code, class, text, "button install-iphone");
    let android = |class, text| install_link(ANDROID, code, class, text, "button install-android");
    // One next step; of several codes the first one's.
    let own = if at == 0 { "primary" } else { "secondary" };
    let (first, second) = match device {
        Device::Android => {
            (android(own, texts.install_this_android()), apple("quiet", texts.install_iphone()))
        }
        Device::Apple => {
            (apple(own, texts.install_this_iphone()), android("quiet", texts.install_android()))
        }
        Device::Other => (
            apple("secondary", texts.install_iphone()),
            android("secondary", texts.install_android()),
        ),
    };
    let links = el("div")
        .class("install-links")
        .child(el("div").class("actions").child(first).child(second))
        .child(el("p").class("hint").child(texts.install_versions()));
    let scan =
        if device == Device::Other { texts.install_scan() } else { texts.install_scan_other() };
    let scan = el("div")
        .class("install-scan")
        .child(el("p").child(scan))
        .maybe(qr::draw(code, texts.qr_label()));
    // What is at hand comes first: on a phone its own link, elsewhere the code for its camera.
    let (upper, lower) = if device == Device::Other { (scan, links) } else { (links, scan) };
    let class = if device == Device::Other { own } else { "secondary" };
    el("div")
        .class("install")
        .part("order-install")
        .maybe(name.map(|name| el("h3").child(name)))
        .child(upper)
        .child(lower)
        .child(copy::field(context, format!("after-code-{at}"), texts.code_label(), code, class))
        .maybe(by_hand(context, at, code))
}

fn install_link(
    address: &str,
    code: &str,
    class: &'static str,
    text: &'static str,
    part: &'static str,
) -> El {
    link(format!("{address}{}", carddata(code))).class(class).part(part).child(text)
}

/// A code as it stands in those addresses: as Apple and Google write it, with `:` and `$` as they
/// are, which they may be there.
fn carddata(code: &str) -> String {
    handoff::encode(code).replace("%3A", ":").replace("%24", "$")
}

/// The pieces that phones ask for where they can't scan.
fn by_hand(context: &Context<'_>, at: usize, code: &str) -> Option<El> {
    let texts = context.texts();
    let (server, id, asks) = pieces(code)?;
    let field = |which: &str, name: &'static str, text: &str| {
        copy::field(context, format!("after-{which}-{at}"), name, text, "secondary")
    };
    Some(
        el("details").part("order-by-hand").child(el("summary").child(texts.code_by_hand())).child(
            el("div")
                .class("install-pieces")
                .child(el("p").class("hint").child(texts.code_by_hand_hint()))
                .child(field("server", texts.code_server(), server))
                .maybe((!id.is_empty()).then(|| field("id", texts.code_id(), id)))
                .maybe(asks.then(|| el("p").child(texts.code_confirmation()))),
        ),
    )
}

/// Server, matching id, and whether the phone will ask for a confirmation code.
fn pieces(code: &str) -> Option<(&str, &str, bool)> {
    let mut pieces = code.strip_prefix("LPA:1$")?.split('$');
    let server = pieces.next()?;
    let id = pieces.next()?;
    Some((server, id, pieces.nth(1) == Some("1")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices() {
        for (agent, device) in [
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/604.1", Device::Apple),
            ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/142.0 Mobile", Device::Android),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15", Device::Other),
            ("Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1) like iPhone", Device::Other),
            ("", Device::Other),
        ] {
            assert_eq!(Device::of(agent), device, "{agent}");
        }
    }

    #[test]
    fn a_code_in_an_address() {
        let code = "LPA:1$smdp.example.com$04386-AGYFT";
        assert_eq!(carddata(code), code);
        assert_eq!(carddata("LPA:1$a.b$c&x=1#\"<流"), "LPA:1$a.b$c%26x%3D1%23%22%3C%E6%B5%81");
    }

    #[test]
    fn pieces_of_a_code() {
        assert_eq!(pieces("LPA:1$a.example$ID"), Some(("a.example", "ID", false)));
        assert_eq!(pieces("LPA:1$a.example$"), Some(("a.example", "", false)));
        assert_eq!(pieces("LPA:1$a.example$ID$1.3$1"), Some(("a.example", "ID", true)));
        assert_eq!(pieces("LPA:1$a.example$ID$$1"), Some(("a.example", "ID", true)));
        assert_eq!(pieces("LPA:2$a"), None);
    }
}
