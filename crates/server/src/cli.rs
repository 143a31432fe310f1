//! The command line's grammar. What the service is configured by can also be said in the
//! environment; `simfare serve --help` names each.

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand};
use simfare_engine::Currency;
use std::net::SocketAddr;
use std::path::PathBuf;

/// The exactly cheapest way to renew, top up or buy phone plans.
///
/// Exit status: 0 for an answer, 2 for bad input, 1 for anything else.
#[derive(Debug, Parser)]
#[command(name = "simfare", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one, for as long as the program runs")]
pub(crate) enum Command {
    Check(CheckArgs),
    Quote(QuoteArgs),
    Serve(ServeArgs),
    Orders(OrdersArgs),
    Import(ImportArgs),
    Schema(SchemaArgs),
    /// Print the description of the API (OpenAPI 3.1, JSON)
    Openapi,
    /// Make a key for the shop's own system, and its hash for --shop-key-hash
    ShopKey,
}

/// Validate a catalog, naming every fault with its JSON pointer
#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// The catalog (simfare.catalog/1)
    pub(crate) file: PathBuf,
}

/// Print the cheapest schedule for a request, as JSON
#[derive(Args, Debug)]
pub(crate) struct QuoteArgs {
    /// The catalog (simfare.catalog/1)
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: PathBuf,
    /// The request (simfare.request/1)
    #[arg(long, value_name = "FILE")]
    pub(crate) request: PathBuf,
}

/// Make a catalog of what a shop has already
///
/// Every fault is named by its place in the source, all at once (exit 2). What a catalog can't
/// say is named on standard error as a note; the catalog is written all the same.
#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    #[command(subcommand)]
    pub(crate) source: ImportSource,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportSource {
    /// A spreadsheet saved as CSV, one row an offer
    Csv {
        /// The spreadsheet; its first row names the columns
        file: PathBuf,
        #[command(flatten)]
        into: ImportInto,
    },
    /// The package list of an Airalo partner (GET /v2/packages)
    Airalo {
        /// The responses, one a page
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Only this country or region, by its code or slug (JP, europe); may be repeated
        #[arg(long = "country", value_name = "CODE", value_delimiter = ',')]
        countries: Vec<String>,
        /// Which price the shop asks
        #[arg(long, value_name = "PRICE", default_value = "retail")]
        price: AiraloPrice,
        #[command(flatten)]
        into: ImportInto,
    },
}

/// Which of a package's prices is the shop's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum AiraloPrice {
    /// What Airalo recommends
    Retail,
    /// What the partner pays
    Net,
}

/// What goes around the imported offers, and where the catalog goes.
#[derive(Args, Debug)]
pub(crate) struct ImportInto {
    /// A catalog to merge into: imported brands take the place of theirs, all else is kept
    #[arg(long, value_name = "FILE")]
    pub(crate) base: Option<PathBuf>,
    /// The catalog's id [default: the base's, or `shop`]
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// The currency of every price [default: the base's, or USD]
    #[arg(long, value_name = "CODE", value_parser = currency)]
    pub(crate) currency: Option<String>,
    /// When the offers were as they are, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) updated: Option<String>,
    /// Where to write [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// A currency's code, as it is written in catalogs.
fn currency(code: &str) -> Result<String, &'static str> {
    match Currency::from_code(code) {
        Some(_) => Ok(code.to_owned()),
        None => Err("no currency of ISO 4217 (three capital letters, like USD)"),
    }
}

/// Print the JSON Schema (draft 2020-12) of a document
///
/// A schema refuses what is wrong in a document's form; `simfare check` also says what is wrong
/// between its parts.
#[derive(Args, Debug)]
pub(crate) struct SchemaArgs {
    /// Which one
    pub(crate) document: Document,
}

/// A document with a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Document {
    /// simfare.catalog/1
    Catalog,
    /// simfare.request/1
    Request,
    /// simfare.quote/1
    Quote,
    /// An order, as the service shows it
    Order,
}

/// Serve the built site over HTTP, and take orders
///
/// With --catalog alone there are the catalog and quotes; with a way to pay as well (--sandbox,
/// --manual-instructions or --stripe-secret-key) there are orders.
#[derive(Args, Debug)]
pub(crate) struct ServeArgs {
    /// The built site
    #[arg(long, env = "SIMFARE_DIR", default_value = "dist")]
    pub(crate) dir: PathBuf,
    /// The address to listen on; port 0 takes a free one
    #[arg(long, env = "SIMFARE_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// The catalog this shop sells, served as /v1/catalog; read again when the file changes, or
    /// on SIGHUP
    #[arg(long, env = "SIMFARE_CATALOG", value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// Where customers reach this service; needed with Stripe, whose page sends them back [default:
    /// the address it listens on]
    #[arg(long, env = "SIMFARE_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Where customers go after paying; `?order=ID` is added [default: the receipt]
    #[arg(long, env = "SIMFARE_RETURN_URL", value_name = "URL")]
    pub(crate) return_url: Option<String>,
    #[command(flatten)]
    pub(crate) keeping: KeepingArgs,
    #[command(flatten)]
    pub(crate) paying: PayingArgs,
    /// Minutes an order waits for its payment; a bank transfer has 7 days
    #[arg(long, env = "SIMFARE_PAYMENT_MINUTES", value_name = "MINUTES", default_value_t = 1380,
        value_parser = clap::value_parser!(u32).range(1..=1439))]
    pub(crate) payment_minutes: u32,
    /// SHA-256 (hexadecimal) of the key with which the shop fulfils orders; see `simfare shop-key`
    #[arg(long, env = "SIMFARE_SHOP_KEY_HASH", value_name = "HASH")]
    pub(crate) shop_key_hash: Option<String>,
    /// Where the shop is told of every change of an order
    #[arg(long, env = "SIMFARE_WEBHOOK_URL", value_name = "URL", requires = "webhook_secret")]
    pub(crate) webhook_url: Option<String>,
    /// What these messages are signed with (HMAC-SHA256)
    #[arg(long, env = "SIMFARE_WEBHOOK_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub(crate) webhook_secret: Option<String>,
    /// A page's origin that may call the API (https://shop.example); may be repeated
    #[arg(long = "origin", env = "SIMFARE_ORIGINS", value_name = "ORIGIN", value_delimiter = ',')]
    pub(crate) origins: Vec<String>,
    /// Calls a second that one client may make, ten times that at once; 0 for no limit
    #[arg(long, env = "SIMFARE_RATE_LIMIT", value_name = "N", default_value_t = 20)]
    pub(crate) rate_limit: u32,
    /// Take the client's address from the last entry of X-Forwarded-For: only behind a proxy
    /// that writes it
    #[arg(long, env = "SIMFARE_BEHIND_PROXY", value_parser = FalseyValueParser::new())]
    pub(crate) behind_proxy: bool,
    /// The most bytes a body may have
    #[arg(long, env = "SIMFARE_MAX_BODY", value_name = "BYTES", default_value_t = 262_144)]
    pub(crate) max_body: usize,
    /// What is logged to standard error: error, warn, info, debug, or a filter (simfare=debug)
    #[arg(long, env = "SIMFARE_LOG", value_name = "LEVEL", default_value = "info")]
    pub(crate) log: String,
    /// How it is logged
    #[arg(long, env = "SIMFARE_LOG_FORMAT", value_name = "FORMAT", default_value = "json")]
    pub(crate) log_format: LogFormat,
    /// Seconds that requests under way have to finish when the service is told to end
    #[arg(long, env = "SIMFARE_SHUTDOWN_SECONDS", value_name = "SECONDS", default_value_t = 25)]
    pub(crate) shutdown_seconds: u64,
}

/// Lines for programs, or for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LogFormat {
    Json,
    Text,
}

/// Where orders are kept.
#[derive(Args, Debug)]
pub(crate) struct KeepingArgs {
    /// The database: a file (SQLite, made on the first start), `memory`, or postgres://…, where
    /// several instances can share it
    #[arg(
        long,
        env = "SIMFARE_DATABASE",
        value_name = "DATABASE",
        default_value = "simfare.db",
        hide_env_values = true
    )]
    pub(crate) database: String,
    /// The most connections to PostgreSQL
    #[arg(long, env = "SIMFARE_DATABASE_CONNECTIONS", value_name = "N", default_value_t = 16,
        value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) database_connections: u32,
}

/// Who takes the money.
#[derive(Args, Debug)]
pub(crate) struct PayingArgs {
    /// Pretend: no money moves, and every page and receipt says so
    #[arg(long, env = "SIMFARE_SANDBOX", value_parser = FalseyValueParser::new())]
    pub(crate) sandbox: bool,
    /// Take bank transfers or cash: the text that tells customers where to pay
    #[arg(long, env = "SIMFARE_MANUAL_INSTRUCTIONS", value_name = "TEXT")]
    pub(crate) manual_instructions: Option<String>,
    /// Take payments by Stripe: the account's secret key (better in the environment, where other
    /// users of the machine can't see it)
    #[arg(
        long,
        env = "SIMFARE_STRIPE_SECRET_KEY",
        value_name = "KEY",
        hide_env_values = true,
        requires = "stripe_webhook_secret"
    )]
    pub(crate) stripe_secret_key: Option<String>,
    /// What Stripe signs its events with (whsec_…)
    #[arg(
        long,
        env = "SIMFARE_STRIPE_WEBHOOK_SECRET",
        value_name = "SECRET",
        hide_env_values = true
    )]
    pub(crate) stripe_webhook_secret: Option<String>,
    /// Another address than Stripe's own, for tests
    #[arg(long, env = "SIMFARE_STRIPE_API_BASE", value_name = "URL")]
    pub(crate) stripe_api_base: Option<String>,
}

/// See orders, and move them on
#[derive(Args, Debug)]
pub(crate) struct OrdersArgs {
    #[command(flatten)]
    pub(crate) keeping: KeepingArgs,
    #[command(flatten)]
    pub(crate) paying: PayingArgs,
    #[command(subcommand)]
    pub(crate) command: OrdersCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OrdersCommand {
    /// The newest orders, one a line: id, reference, status, what is paid now, when
    List {
        /// Only those of this status
        #[arg(long)]
        status: Option<String>,
        /// How many
        #[arg(long, default_value_t = 50)]
        most: u32,
    },
    /// An order, as JSON
    Show {
        /// Its id or reference
        order: String,
    },
    /// Say that the money of a bank transfer or a payment at the counter is there
    Paid {
        /// Its id or reference
        order: String,
    },
    /// Say that an order is fulfilled
    #[command(group = clap::ArgGroup::new("what").required(true).multiple(true))]
    Fulfil {
        /// Its id or reference
        order: String,
        /// The eSIM's activation code (LPA:1$…); once for each new line
        #[arg(long, group = "what", value_name = "CODE")]
        activation_code: Vec<String>,
        /// The carrier's reference of a top-up or renewal
        #[arg(long, group = "what", value_name = "TEXT")]
        reference: Option<String>,
    },
    /// Say that an order can't be fulfilled
    Fail {
        /// Its id or reference
        order: String,
        /// Why; the customer sees it
        #[arg(long)]
        reason: Option<String>,
    },
    /// Send the money back
    Refund {
        /// Its id or reference
        order: String,
        /// Why; the customer sees it
        #[arg(long)]
        reason: Option<String>,
    },
}
