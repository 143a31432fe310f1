//! The log: lines on standard error, for programs or for people.

use crate::cli::{LogFormat, ServeArgs};
use crate::failure::Failure;
use tracing_subscriber::EnvFilter;

/// # Errors
/// The filter can't be read.
pub(super) fn start(arguments: &ServeArgs) -> Result<(), Failure> {
    let filter = match arguments.log.as_str() {
        // Libraries only where something is wrong: at finer levels they write what they are
        // given, which may be personal.
        level @ ("error" | "warn" | "info" | "debug" | "trace") => {
            format!("warn,simfare={level}")
        }
        "off" => "off".to_owned(),
        filter => filter.to_owned(),
    };
    let filter =
        EnvFilter::try_new(filter).map_err(|error| Failure::BadInput(format!("--log: {error}")))?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // It would say on standard error that standard error is gone, and take the call along.
        .log_internal_errors(false);
    // It can only be started once, and this is where.
    let _ = match arguments.log_format {
        LogFormat::Json => subscriber.json().flatten_event(true).try_init(),
        LogFormat::Text => subscriber.with_ansi(false).try_init(),
    };
    Ok(())
}
