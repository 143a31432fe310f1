//! What people type to say which line, and where to write: read by the service's own rules.

pub(crate) use simfare_engine::identity::{Fault, Iccid, email, iccid, us_number as msisdn};
