//! The keys of all texts, once, each with the places its text has to fill.

use super::filled::{Fill, Filled, Plural, fill};

macro_rules! texts {
    (
        loader { $( $(#[$ldoc:meta])* $lkey:ident, )* }
        plain { $( $(#[$doc:meta])* $key:ident, )* }
        filled { $( $(#[$fdoc:meta])* $fkey:ident ( $($place:ident),* ), )* }
        counted { $( $(#[$cdoc:meta])* $ckey:ident, )* }
    ) => {
        /// Where each text stands in the lines of a locale.
        #[allow(non_camel_case_types, reason = "they are the keys")]
        enum At { $( $key, )* $( $fkey, )* $( $ckey, )* End }

        /// All texts of a language.
        #[derive(Debug)]
        pub(crate) struct Texts([&'static str; At::End as usize]);

        impl Texts {
            /// Takes the texts of a built locale: a line for each, in the order of the keys
            /// (`xtask/src/locales.rs` writes them). Nothing where there are more or fewer.
            pub(super) fn of(lines: &'static str) -> Option<Self> {
                let mut texts = [""; At::End as usize];
                let mut lines = lines.split('\n');
                for place in &mut texts {
                    *place = lines.next()?;
                }
                lines.next().is_none().then_some(Self(texts))
            }

            #[inline(never)]
            fn filled(&self, at: usize, names: &[&str], fills: Vec<Fill<'_>>) -> Filled {
                // So Chinese and Japanese sentences end.
                fill(self.0[at], self.after_gap() == "。", names, fills)
            }

            $(
                $(#[$doc])*
                pub(crate) fn $key(&self) -> &'static str {
                    self.0[At::$key as usize]
                }
            )*

            $(
                $(#[$fdoc])*
                pub(crate) fn $fkey<'a>(&self, $($place: impl Into<Fill<'a>>),*) -> Filled {
                    self.filled(
                        At::$fkey as usize,
                        &[$(stringify!($place)),*],
                        vec![$($place.into()),*],
                    )
                }
            )*

            $(
                $(#[$cdoc])*
                pub(crate) fn $ckey(&self) -> Plural {
                    Plural(self.0[At::$ckey as usize])
                }
            )*
        }

        /// Every key, with the places of its text; none where it has plural forms.
        #[cfg(test)]
        #[allow(clippy::vec_init_then_push, reason = "a macro's repetitions are no list")]
        pub(super) fn all() -> Vec<(&'static str, Option<Vec<&'static str>>)> {
            let mut keys: Vec<(_, Option<Vec<&str>>)> = Vec::new();
            $( keys.push((stringify!($lkey), Some(vec![]))); )*
            $( keys.push((stringify!($key), Some(vec![]))); )*
            $( keys.push((stringify!($fkey), Some(vec![$(stringify!($place)),*]))); )*
            $( keys.push((stringify!($ckey), None)); )*
            keys
        }
    };
}

texts! {
    loader {
        // What is said before this is loaded.
        load_failed,
    }
    plain {
        /// A part that is fetched later doesn't come.
        more_failed,
        /// How the language is written: `ltr` or `rtl`.
        direction,
        // The trip.
        /// Heading of the form.
        trip,
        /// First day of the trip.
        start,
        /// Length of the trip.
        days,
        /// Mobile data.
        data,
        /// Calls within the country.
        calls,
        /// Calls to other countries.
        calls_abroad,
        /// Text messages.
        texts,
        /// Unit of calls, after a field.
        unit_minutes,
        /// Label of the choice between GB and MB.
        unit_of_data,
        /// Checkbox: calls and texts must get through.
        reachable,
        /// Opens the rest of the form.
        more_options,
        /// Checkbox: there is a line already.
        have_line,
        /// Whose line it is.
        line_brand,
        /// Which plan it is on.
        line_plan,
        /// Days until it expires.
        line_days_left,
        /// Credit left on it.
        line_balance,
        /// Heading of what is left of a plan.
        line_left,
        /// Instead of an amount.
        unlimited,
        /// What is to become of the phone number.
        number,
        number_none,
        number_hold,
        number_keep,
        /// How many lines the phone may use.
        lines,
        lines_one,
        lines_two,
        /// How it will be paid.
        payment,
        payment_any,
        /// A coupon's code.
        coupon,
        /// Checkbox: automatic renewal is accepted.
        autopay,
        /// Folds the form away on a phone.
        done,
        /// Unfolds the form again.
        change,
        /// Takes a stage away.
        remove,
        // Presets.
        /// What they are, heard rather than seen.
        presets,
        preset_week,
        preset_semester,
        preset_keep,
        // Stages.
        stages,
        /// Names of stages.
        stage_trip,
        stage_away,
        /// Whether a stage is spent here or away.
        stage_kind,
        in_us,
        on_trip,
        away,
        away_hint,
        /// A stage has a field that can't be read.
        stage_wrong,
        last_day,
        add_stage,
        move_earlier,
        move_later,
        // Data by what one does.
        data_by,
        data_by_amount,
        data_by_habits,
        habits,
        habits_hint,
        do_maps,
        do_messages,
        do_feeds,
        do_video_calls,
        do_video,
        do_music,
        wifi_share,
        wifi_hint,
        // The line there is, and the number.
        line_expiry,
        line_keep_hint,
        line_left_all,
        number_none_hint,
        number_keep_hint,
        number_hold_hint,
        grace_margin,
        grace_hint,
        // More options.
        margin,
        margin_none,
        margin_hint,
        slow,
        slow_none,
        slow_messages,
        slow_maps,
        slow_calls,
        slow_hint,
        /// In short, for the summary of the options.
        slow_data_counts,
        two_sims,
        autopay_short,
        lines_hint,
        payment_hint,
        coupon_hint,
        autopay_hint,
        // What is wrong with a field.
        wrong_missing,
        wrong_whole,
        wrong_decimal,
        wrong_date,
        wrong_line,
        wrong_ends_before,
        start_passed,
        // The answer.
        /// Heading of the answer, heard rather than seen.
        answer,
        /// Verbs, as the answer begins with them.
        verb_buy,
        verb_renew,
        verb_top_up,
        verb_switch,
        verb_wait,
        today,
        tomorrow,
        /// Hands the order over.
        choose,
        /// It was handed over.
        handed,
        /// Returns from an alternative.
        back_to_cheapest,
        /// Where the form isn't complete.
        incomplete,
        /// An answer that takes a while is under way.
        working,
        /// No offer serves the trip.
        infeasible,
        infeasible_hint,
        /// Who has no such offer: nobody, or nobody of those that the filter leaves.
        nobody,
        nobody_chosen,
        /// Changes a trip that no offer serves.
        allow_two_lines,
        free_number,
        /// Why no offer serves a trip.
        reason_no_brand,
        reason_one_brand,
        reason_line_ends,
        reason_line_ends_late,
        reason_new_lines,
        problem_trip,
        // The timeline.
        timeline,
        lane_one,
        lane_number,
        lane_data,
        asleep,
        // The bill.
        bill,
        bill_now,
        bill_later,
        bill_item,
        bill_amount,
        bill_new_line,
        bill_tax,
        bill_fee,
        bill_total,
        bill_due_now,
        /// The same where the first purchase is on a later day.
        bill_first,
        bill_due_first,
        // Other ways.
        alternatives,
        select,
        selected,
        /// Kinds of other ways, as names of them.
        kind_one_plan,
        kind_one_provider,
        kind_stay,
        kind_one_sim,
        kind_full_speed,
        kind_number,
        kind_no_autopay,
        // The board of other ways: kinds, providers, filters, side by side.
        by_kind,
        by_brand,
        already,
        looking,
        kind_impossible,
        same_price,
        fewer,
        no_others,
        answer_nothing,
        sort_by,
        sort_now,
        sort_purchases,
        sort_rating,
        sort_data,
        compare,
        compare_full,
        side_by_side,
        cheapest,
        only_differences,
        differs_hint,
        filters,
        filter_network,
        filter_sim,
        filter_sim_any,
        filter_brands,
        filter_clear,
        sim_esim,
        sim_physical,
        sim_both,
        with_number,
        note_number,
        note_no_number,
        note_no_switch,
        note_one_sim,
        note_no_slow,
        note_no_autopay,
        note_autopay,
        note_physical_only,
        note_less_now,
        row_per_day,
        row_now,
        row_later,
        row_purchases,
        row_switches,
        row_sims,
        row_number,
        row_data_left,
        row_grace,
        row_rating,
        row_price_date,
        yes,
        no,
        none,
        by_credit,
        unknown,
        // The catalog.
        loading,
        loading_slow,
        retry,
        problem,
        problem_missing,
        problem_unreachable,
        problem_timeout,
        problem_type,
        problem_faults,
        problem_request,
        // Keeping a trip.
        /// Heading over the buttons.
        keep,
        copy_link,
        print,
        add_to_calendar,
        /// Name of the field with a link.
        link,
        link_copied,
        link_shown,
        link_too_long,
        /// A link that is none.
        link_broken,
        link_note_done,
        /// What a link named that is no more.
        link_part_coupon,
        link_part_payment,
        link_part_line,
        link_part_brands,
        calendar_not_saved,
        /// What happens if add-ons aren't bought.
        calendar_without_more,
        calendar_automatic,
        /// Parts of the trip, in print.
        printed_reachable,
        printed_hold,
        printed_keep,
        printed_two,
        /// Between the parts of a list.
        printed_and,
        // What belongs to an answer.
        /// Where nothing is bought.
        bill_nothing,
        /// The sum of later purchases.
        bill_due_later,
        /// Verbs after what one does first.
        then_buy,
        then_renew,
        then_top_up,
        then_switch,
        /// What else one could do with the line there is.
        choice_same,
        choice_same_credit,
        choice_free_number,
        /// Before the needs, each with what the trip costs less without it.
        decided,
        need_data,
        need_calls,
        need_calls_abroad,
        need_texts,
        need_reachable,
        need_number,
        /// Changes of a trip that no offer serves.
        any_provider,
        whole_grace,
        /// Between the parts of a list.
        comma,
        /// The first day of a month, as it stands before the month's name.
        first_of_month,
        /// All of a period is used.
        left_nothing,
        /// Days without a period.
        nothing_runs,
        /// The price of what there is.
        paid_already,
        /// A phase without data.
        no_data,
        /// What the timeline's patterns mean.
        key_purchase,
        key_tail,
        key_asleep,
        key_demand,
        /// The timeline's other form.
        as_table,
        table_when,
        table_what,
        table_price,
        table_left,
        /// Heading of what may turn out otherwise.
        reliance,
        relies_estimate,
        relies_margin_change,
        relies_fee,
        relies_fee_change,
        relies_tax,
        // Why this price.
        /// Heading of the section.
        why,
        what_if,
        what_if_one_line,
        what_if_two_lines,
        what_if_any_number,
        what_if_autopay,
        what_if_no_autopay,
        what_if_later,
        /// Instead of a difference.
        the_same,
        not_possible,
        /// Headings of the two charts.
        by_days,
        by_data,
        /// A chart is being worked out.
        charting,
        /// What is bought where nothing is, or one of many.
        wins_nothing,
        wins_other,
        /// The chosen trip on a chart.
        your_trip,
        /// The columns of the table behind a chart.
        cost,
        wins,
        // Handing over.
        /// Heading of what went wrong with it.
        problem_handoff,
        handoff_bad_setup,
        handoff_many,
        handoff_empty,
        handoff_no_paddle,
        /// Paddle's checkout is open on the page.
        handoff_opened,
        handoff_again,
        handoff_start_over,
        handoff_in_new_tab,
        /// Of one payment of several.
        handoff_is_opened,
        // What people type to say which line.
        wrong_iccid_empty,
        wrong_iccid_start,
        wrong_iccid,
        wrong_phone_empty,
        wrong_phone_country,
        wrong_phone_area,
        wrong_phone_exchange,
        wrong_phone,
        wrong_email_empty,
        wrong_email,
        // Where an order stands: everywhere.
        /// Between a heading and what follows it, read aloud.
        after_gap,
        order_sandbox,
        order_lost,
        check_again,
        other_method,
        open_receipt,
        copy,
        copied,
        copy_by_hand,
        fact_order,
        fact_bought,
        fact_line,
        fact_paid,
        fact_due,
        fact_email,
        // Not paid yet.
        waiting_heading,
        waiting_lead,
        waiting_slow,
        waiting_no_page,
        by_hand_heading,
        by_hand_lead,
        by_hand_after,
        fact_amount,
        fact_reference,
        fact_until,
        shop_says,
        // Paid.
        paid_heading,
        free_heading,
        fulfilling_heading,
        paid_next_new,
        paid_next_news,
        paid_time,
        paid_leave,
        paid_slow,
        // Delivered.
        esim_heading,
        esims_heading,
        esim_lead,
        esims_lead,
        topped_up_heading,
        done_heading,
        done_lead,
        odd_code_heading,
        odd_code_lead,
        install_this_iphone,
        install_this_android,
        install_iphone,
        install_android,
        install_versions,
        install_scan,
        install_scan_other,
        qr_label,
        code_label,
        code_by_hand,
        code_by_hand_hint,
        code_server,
        code_id,
        code_confirmation,
        carrier_reference,
        checks_heading,
        the_carrier,
        check_line,
        check_line_on,
        check_data,
        check_text,
        checks_wait,
        checks_failing,
        remind_me,
        calendar_renew_before,
        // It didn't work out.
        refused_heading,
        refused_lead,
        try_again,
        order_again,
        expired_heading,
        expired_lead,
        expired_paid,
        undelivered_heading,
        refunded_heading,
        // Nobody can say.
        unknown_heading,
        asking_heading,
        asking_lead,
        missing_heading,
        missing_lead,
        // Whom to ask, and what happened.
        support_heading,
        support_chat,
        history_heading,
        status_created,
        status_awaiting_payment,
        status_paid,
        status_fulfilling,
        status_fulfilled,
        status_expired,
        status_payment_failed,
        status_fulfil_failed,
        status_refunded,
        status_unknown,
        // The checkout.
        checkout,
        checkout_order,
        checkout_back,
        checkout_offline,
        step_review,
        step_line,
        step_contact,
        step_payment,
        step_renewal,
        step_confirm,
        step_next,
        review_later,
        can_wait,
        line_esim_sure,
        line_esims_sure,
        coupon_apply,
        line_question,
        line_esim,
        line_esim_hint,
        line_card,
        line_card_hint,
        line_number,
        line_number_hint,
        line_missing,
        line_where,
        iccid,
        iccid_hint,
        iccid_doubt,
        iccid_where,
        phone,
        phone_hint,
        phone_where,
        email,
        email_hint,
        email_optional,
        email_none,
        privacy,
        terms,
        fee_none,
        settles_instant,
        settles_minutes,
        settles_days,
        foreign_card,
        method_cheapest,
        method_other_plan,
        method_totals,
        method_missing,
        method_stripe,
        method_manual,
        method_sandbox,
        renewal_manual,
        renewal_manual_hint,
        renewal_auto,
        renewal_auto_hint,
        renewal_stop_shop,
        confirm_now,
        confirm_all,
        confirm_next,
        confirm_free,
        confirm_event,
        confirm_provider,
        order_free,
        total_all_now,
        sending,
        sending_slow,
        sending_again,
        sending_offline,
        stuck,
        stuck_unreachable,
        stuck_nonsense,
        stuck_closed,
        stuck_refused,
        stuck_gone,
        stuck_mend,
        elsewhere,
        elsewhere_text,
        elsewhere_again,
        repriced,
        repriced_text,
        repriced_before,
        repriced_now,
        repriced_difference,
        repriced_back,
        refused_line,
        refused_contact,
        refused_payment,
        refused_other,
        order_gone,
        order_gone_text,
        order_show,
    }
    filled {
        wrong_range(min, max),
        wrong_coupon(code),
        begin_on(date),
        wrong_dates(from, until),
        // Stages.
        stage_numbered(kind, n),
        /// Which of all stages one is, heard rather than seen.
        stage_of(n, all),
        edge_between(left, right),
        told_moved(stage, n, all),
        told_removed(stage),
        told_added(stage),
        days_in_us(days),
        days_on_trip(days),
        days_away(days),
        // Data by what one does.
        approximately(amount),
        habit_rate(amount),
        habit_source_of(rate, what),
        habits_sum(amount, days),
        time_hours(n),
        time_hours_minutes(h, m),
        // More options.
        percent(n),
        plus(amount),
        slow_other(n),
        more_options_with(what),
        /// The data unit's amounts.
        amount_gb(n),
        amount_mb(n),
        amount_minutes(n),
        amount_calls_abroad(n),
        /// What is done, what it comes to, and for how long.
        answer_of(deed, total, span),
        /// What is done: a purchase on its only day.
        deed_once(verb, what, when),
        /// The same twice.
        deed_again(verb, what, when, later),
        /// The same many times.
        deed_often(verb, what, when, times, last),
        /// Another purchase on a second day.
        deed_then(verb, what, when, next, later),
        /// Several others.
        deed_many(verb, what, when, more, last),
        /// Nothing has to be bought.
        answer_wait(verb, span),
        /// Nothing has to be bought today; the rest follows.
        not_yet(verb, date),
        on_date(date),
        per_day(price),
        next_best(brand, difference),
        calculated(offers),
        chosen_other(name, difference),
        /// The same where it costs nothing more.
        chosen_same(name),
        /// A kind of way, named within a sentence.
        kind_called(kind),
        // The board of other ways.
        of_providers(n, all),
        rated(score, count, source),
        rated_short(score, count),
        note_slow(amount),
        note_slow_daily(amount),
        note_old_price(months),
        note_purchases(n, instead),
        note_ends_line(brand),
        note_keeps_line(brand),
        price_a_day(price),
        chip_only(name),
        chip_not(name),
        chip_remove(chip),
        compare_remove(name),
        compare_jump(n),
        counted_name(name, n),
        help_from(seller, contacts),
        starting(date),
        /// Who has no such offer: one provider.
        nobody_of(brand),
        reason_reachable(nobody),
        reason_amount(nobody, needed, days, most),
        reason_nothing(nobody, needed),
        reason_together(nobody),
        // Names of what is bought.
        plan_of(brand, name),
        credit_of(name, credit),
        times(n, what),
        discount_by(code),
        tax_called(label),
        fee_of(method),
        prices_of(date),
        current_plan(brand),
        details(faults),
        select_brand(brand),
        /// What the box beside one of the ways does.
        compare_one(name),
        more_alternatives(n),
        problem_status(status),
        // Keeping a trip.
        /// The rest of a link's trip is here.
        link_without(what),
        calendar_saved(reminders),
        /// Heading of a reminder: a verb, and what is bought.
        calendar_to_do(verb, what),
        calendar_total(what, total),
        calendar_from(brand),
        calendar_from_at(brand, seller),
        calendar_covers(from, until),
        /// What happens if it isn't bought.
        calendar_without(date),
        calendar_without_number(date),
        calendar_without_data(date),
        calendar_lost_after(date),
        /// Heading of a deadline.
        calendar_last_day(brand),
        calendar_lost(brand),
        calendar_price_of(date),
        printed_on(date, address),
        printed_from(date),
        /// What is told of something.
        told_of(what, facts),
        printed_line(brand, days),
        // What belongs to an answer.
        about_per_day(price),
        choice_stay(brand),
        choice_switch(brand),
        choice_later(date),
        choice_nothing(date),
        choice_gives_up(date),
        without(need, difference),
        no_difference(needs),
        lower_to(amount),
        accept_slow(kbps),
        leave_out(need),
        /// Equal purchases in one row.
        times_between(times, first, last),
        each(what, price),
        /// Where a price comes from.
        price_read(date, host),
        price_at(host),
        price_old(days),
        credit(amount),
        left(what),
        left_at_least(what),
        first_to_last(from, until),
        a_day(amount),
        paid_to(date),
        relies_asleep(brand, grace, margin),
        relies_slow(plan, date, kbps),
        relies_autopay(plan),
        relies_new_line(plan),
        stages_full(days),
        relies_coupon(code, times),
        relies_credit(amount, brand),
        relies_tax_called(label),
        relies_price(date),
        relies_old_price(date),
        // Why this price.
        what_if_data(n),
        what_if_pay(method),
        /// Takes a what-if back.
        undo(what),
        /// From one length or amount to another, the second with its unit.
        range(from, until),
        /// A length or amount from which on something holds.
        value_from(what),
        until_date(what, date),
        /// A point of a chart, read aloud.
        reading(what, total, difference, bought),
        reading_none(what),
        reading_unknown(what),
        /// Below a chart.
        picked(what, total, difference),
        picked_own(what, total),
        use_this(what),
        /// What a chart teaches.
        lesson_level(range),
        lesson_more(what, difference),
        lesson_less(what, difference),
        lesson_none(what),
        two_sentences(first, second),
        // Handing over.
        handoff_going(host),
        handoff_new_tab(host),
        handoff_blocked(host),
        handoff_continue(host),
        /// So many payments have to be made.
        handoff_payments(payments),
        handoff_pay(what),
        handoff_not_sold(what),
        handoff_bad_coupon(code),
        handoff_bad_origin(host),
        /// The same once there is an order.
        handoff_bad_page(host),
        // What people type, and where an order stands.
        wrong_iccid_length(n),
        wrong_phone_length(n),
        order_lost_since(when),
        waiting_pay(amount),
        waiting_until(when),
        paid_lead(amount),
        begins_on(date),
        is_for(date),
        paid_next_line(line),
        paid_time_hours(hours),
        refund_under_way(when),
        topped_up_lead(line),
        check_lines(brand),
        check_balance_new(brand),
        check_balance_data(brand),
        check_balance(brand),
        calendar_ends(what),
        undelivered_lead(amount),
        refunded_lead(amount),
        refunded_lead_on(amount, when),
        reason(why),
        unknown_lead(word),
        support_lead(seller, reference),
        support_nobody(reference),
        support_write(email),
        support_call(phone),
        support_hours(hours),
        support_subject(reference),
        // The checkout.
        step_of(n, count),
        sold_by(seller),
        paid_by(method),
        coupon_saves(code, amount),
        coupon_nothing(code),
        coupon_over(code, date),
        coupon_early(code, date),
        coupon_unfit(code),
        line_of_card(number),
        line_of_number(number),
        email_hint_of(seller),
        method_with_fee(method, fee),
        fee_included(fee),
        renewal_next(renewals, date, amount),
        renewal_stop(whom),
        renewal_not_by(method),
        confirm_later(renewals),
        confirm_from(seller),
        order_and_pay(amount),
        total_with_later(amount),
        total_spoken(now, all),
        repriced_accept(amount),
        support_ask(seller),
        order_note(reference),
        order_elsewhere(order),
    }
    counted {
        count_days,
        count_more_stages,
        count_texts,
        count_times,
        count_purchases,
        count_offers,
        count_faults,
        count_reminders,
        count_dates,
        /// So many days more.
        what_if_days,
        count_bought,
        count_ways,
        count_months,
        count_people,
        count_payments,
        // The checkout.
        count_renewals,
    }
}
