//! `simfare orders`: the shop's side of orders, without HTTP.

use crate::cli::{OrdersArgs, OrdersCommand};
use crate::clock::rfc3339;
use crate::config;
use crate::failure::Failure;
use crate::order::{Order, Status};
use crate::output;
use crate::shop::{Delivery, Refusal, Shop, read_reason};
use simfare_engine::format::Json;
use std::path::Path;

pub(crate) fn run(arguments: &OrdersArgs) -> Result<(), Failure> {
    let url = config::database(&arguments.keeping)?;
    // Looking must not make a database.
    if let Some(file) = url.strip_prefix("sqlite:").filter(|file| *file != ":memory:")
        && !Path::new(file).exists()
    {
        return Err(Failure::BadInput(format!("--database: there is no file {file}")));
    }
    let payments = config::payments(&arguments.paying)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::System(format!("the runtime: {error}")))?;
    runtime.block_on(async {
        let connections = arguments.keeping.database_connections.min(2);
        let shop = Shop::at_hand(&url, connections, payments).await?;
        let done = act(&shop, &arguments.command).await;
        shop.store.close().await;
        done
    })
}

async fn act(shop: &Shop, command: &OrdersCommand) -> Result<(), Failure> {
    let order = match command {
        OrdersCommand::List { status, most } => {
            return list(shop, status.as_deref(), *most).await;
        }
        OrdersCommand::Show { order } => find(shop, order).await?,
        OrdersCommand::Paid { order } => shop.received(find(shop, order).await?).await?,
        OrdersCommand::Fulfil { order, activation_code, reference } => {
            // Read as the API reads it, so that both refuse the same.
            let text = |text: &String| Json::Text(text.clone().into());
            let codes = match activation_code.as_slice() {
                [] => None,
                [code] => Some(("activation_code".into(), text(code))),
                codes => {
                    let codes = codes.iter().map(text).collect();
                    Some(("activation_codes".into(), Json::List(codes)))
                }
            };
            let reference = reference.as_ref().map(|value| ("reference".into(), text(value)));
            let body = Json::Object(codes.into_iter().chain(reference).collect());
            let delivery = Delivery::read(&body)?;
            shop.fulfil(find(shop, order).await?, delivery).await?
        }
        OrdersCommand::Fail { order, reason } => {
            let reason = checked_reason(reason.as_deref())?;
            shop.fail(find(shop, order).await?, reason).await?
        }
        OrdersCommand::Refund { order, reason } => {
            let reason = checked_reason(reason.as_deref())?;
            shop.refund(find(shop, order).await?, reason).await?
        }
    };
    let history = shop.store.history(&order.id).await.map_err(Refusal::from)?;
    let json = serde_json::to_string_pretty(&shop.view(&order, &history))
        .map_err(|error| Failure::System(format!("the order can't be written: {error}")))?;
    output::line(&json)
}

async fn list(shop: &Shop, status: Option<&str>, most: u32) -> Result<(), Failure> {
    let status = match status {
        None => None,
        Some(word) => Some(Status::from_word(word).ok_or_else(|| {
            Failure::BadInput(format!("--status: must be one of {}", Status::WORDS.join(", ")))
        })?),
    };
    let orders = shop.store.newest(status, most.into()).await.map_err(Refusal::from)?;
    for order in orders {
        let sandbox = if order.sandbox { "  TEST" } else { "" };
        output::line(&format!(
            "{}  {}  {:16}  {:>10} {}  {}{sandbox}",
            order.id,
            order.reference_code,
            order.status.word(),
            order.money(order.due_now),
            order.currency.code(),
            rfc3339(order.created_at),
        ))?;
    }
    Ok(())
}

async fn find(shop: &Shop, name: &str) -> Result<Order, Failure> {
    let found = if name.starts_with("ord_") {
        shop.store.by_id(name).await
    } else {
        shop.store.by_reference(&name.to_ascii_uppercase()).await
    };
    Ok(found.map_err(Refusal::from)?.ok_or(Refusal::NotFound)?)
}

fn checked_reason(reason: Option<&str>) -> Result<Option<String>, Failure> {
    let members = reason.map(|reason| ("reason".into(), Json::Text(reason.into())));
    Ok(read_reason(&Json::Object(members.into_iter().collect()))?)
}
