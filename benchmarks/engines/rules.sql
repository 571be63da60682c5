-- The status rules as an analyst would write them in SQL (DuckDB): the status of orders, lines,
-- sources, invoicing and payment, and the code of the first reason of each. Tracing is on.
-- The tables have the columns of `costatus.tables`; the variable as_of is a date.

-- What an MO plans, and what has passed of it.
create or replace temp table plans as
with steps as (
  select
    manufacturing_order_id as id,
    min(planned_start) as start_on,
    max(planned_finish) as finish_on,
    bool_or(started or finished) as started,
    min(planned_start) filter (not started and not finished) as next_start,
    min(planned_finish) filter (not finished) as next_finish
  from operations
  group by manufacturing_order_id
)
select
  id,
  stage,
  coalesce(planned_start, start_on) as start_on,
  coalesce(planned_finish, finish_on) as finish_on,
  stage in ('in_progress', 'paused', 'finished') or coalesce(started, false) as started,
  next_start,
  next_finish
from manufacturing_orders left join steps using (id);

-- What each lot gives: only lots that may count, with their sources.
create or replace temp table supplies as
with
sources as (
  select 'manufacturing' as kind, id, finish_on as expected_on, stage <> 'canceled' as counts,
    stage in ('new', 'not_scheduled') as open, stage = 'finished' as closed, started
  from plans
  union all
  select 'purchase', id, expected_on, stage not in ('canceled', 'rfq'),
    stage in ('new', 'approved'), stage = 'received', false
  from purchase_orders
  union all
  select 'transfer', id, planned_arrival_on, stage <> 'canceled', false, stage = 'received', false
  from transfer_orders
)
select
  lots.id,
  lots.status = 'received' as received,
  case when received then null else coalesce(lots.expected_on, sources.expected_on) end as expected_on,
  lots.status = 'requested' as requested,
  lots.status = 'planned' and coalesce(open, false) as source_requested,
  lots.status = 'planned' and coalesce(closed, false) as source_closed,
  source_kind,
  source_id,
  coalesce(counts, true) as source_counts,
  coalesce(open, false) as unscheduled,
  coalesce(started, false) as started,
  coalesce(closed, false) as closed
from lots left join sources on source_kind = kind and source_id = sources.id
where lots.status = 'received'
  or lots.status in ('requested', 'planned', 'on_hold') and coalesce(counts, true);

-- The order in which supplies cover a demand: received, by the promise, of unknown day, late, requested.
create or replace macro urgency(received, requested, expected_on, promised_on) as
  case
    when received then 0
    when requested then 4
    when expected_on is null then 2
    when promised_on is null or expected_on <= promised_on then 1
    else 3
  end;

-- The supplies of the parts that decide, gathered by MO.
create or replace temp table productions as
with
needs as (
  select manufacturing_order_id, parts.id as part_id, quantity - consumed as outstanding, start_on
  from parts join plans on manufacturing_order_id = plans.id
),
booked as (
  select
    manufacturing_order_id, part_id, supplies.*, part_bookings.quantity, outstanding, start_on,
    coalesce(sum(part_bookings.quantity) over (
      partition by manufacturing_order_id, part_id
      order by urgency(received, requested or source_requested, expected_on, start_on),
        case when not (requested or source_requested) then expected_on end, lot_id
      rows between unbounded preceding and 1 preceding), 0) as before
  from part_bookings
  join needs using (manufacturing_order_id, part_id)
  join supplies on lot_id = supplies.id
  where outstanding > 0
),
by_part as (
  select
    manufacturing_order_id,
    part_id,
    sum(quantity) as booked,
    bool_or(before < outstanding and (requested or source_requested)) as requested,
    bool_or(before < outstanding and not received) as unreceived,
    bool_or(before < outstanding and not received and expected_on is null) as undated,
    min(expected_on) filter (before < outstanding) as first_expected,
    max(expected_on) filter (before < outstanding) as last_expected
  from booked
  group by manufacturing_order_id, part_id
),
by_order as (
  select
    manufacturing_order_id as id,
    bool_or(outstanding > 0 and coalesce(booked, 0) < outstanding) as short,
    coalesce(bool_or(requested), false) as requested,
    coalesce(bool_or(unreceived), false) as unreceived,
    coalesce(bool_or(undated), false) as undated,
    min(first_expected) as first_expected,
    max(last_expected) as last_expected
  from needs left join by_part using (manufacturing_order_id, part_id)
  group by manufacturing_order_id
)
select
  plans.*,
  last_expected,
  case
    when stage = 'finished' then 'mo_finished'
    when coalesce(short, false) then 'part_not_booked'
    when stage = 'new' then 'mo_not_approved'
    when stage = 'not_scheduled' then 'mo_not_scheduled'
    when coalesce(requested, false) then 'part_requested'
    when finish_on < getvariable('as_of') then 'mo_finish_passed'
    when unreceived and (first_expected < getvariable('as_of') or start_on < last_expected
      or start_on < getvariable('as_of')) then 'part_not_received_on_time'
    when next_start < getvariable('as_of') then 'operation_not_started_on_time'
    when next_finish < getvariable('as_of') then 'operation_not_finished_on_time'
    when finish_on is null or undated and start_on is not null then 'no_expected_date'
    else 'all_expected_on_time'
  end as reason
from plans left join by_order using (id);

-- What each line needs.
create or replace temp table demands as
select
  order_id,
  lines.id as line_id,
  kind = 'stocked' as stocked,
  kind = 'stocked' and quantity > closed as countable,
  case when quantity > closed then greatest(quantity - closed - shipped, 0) else 0 end as outstanding,
  coalesce(lines.promised_on, orders.promised_on) as promised_on,
  stage = 'canceled' as canceled,
  stage in ('delivered', 'canceled', 'archived') as finished
from lines join orders on order_id = orders.id;

-- The bookings that count, with what covers the line before each.
create or replace temp table usable as
select
  order_id, line_id, supplies.* exclude (id), quantity, outstanding, promised_on, finished,
  coalesce(sum(quantity) over (
    partition by order_id, line_id
    order by urgency(received, requested or source_requested, expected_on, promised_on),
      case when not (requested or source_requested) then expected_on end, lot_id
    rows between unbounded preceding and 1 preceding), 0) < outstanding as covers
from bookings
join demands using (order_id, line_id)
join supplies on lot_id = supplies.id
where stocked and not canceled;

create or replace temp table line_rows as
with
covers as (
  select
    order_id,
    line_id,
    sum(quantity) as booked,
    bool_or(covers and not received) as unreceived,
    bool_or(covers and requested) as lot_requested,
    bool_or(covers and source_requested and source_kind = 'manufacturing') as mo_requested,
    bool_or(covers and source_requested and source_kind = 'purchase') as po_requested,
    max(usable.expected_on) filter (covers and source_kind = 'manufacturing') as mo_on,
    max(usable.expected_on) filter (covers and source_kind = 'purchase') as po_on,
    max(usable.expected_on) filter (covers and source_kind = 'transfer') as to_on,
    max(usable.expected_on) filter (covers and source_kind is null) as lot_on,
    bool_or(covers and not received and usable.expected_on is null) as undated,
    max(last_expected) filter (covers and not received and stage <> 'finished') as part_on,
    bool_or(covers and source_closed) as source_closed,
    bool_or(covers and not received and source_kind = 'manufacturing' and usable.started) as started,
    bool_or(covers and not received and source_kind = 'manufacturing' and unscheduled) as unscheduled
  from usable
  left join productions on source_kind = 'manufacturing' and source_id = productions.id
  group by order_id, line_id
)
select
  demands.*,
  coalesce(booked, 0) as booked,
  coalesce(unreceived, false) as unreceived,
  coalesce(started, false) as started,
  coalesce(unscheduled, false) as unscheduled,
  case
    when not countable then null
    when outstanding = 0 then 'all_shipped'
    when canceled then 'order_canceled'
    when coalesce(booked, 0) < outstanding then 'not_fully_booked'
    when not unreceived then 'all_in_stock'
    when lot_requested then 'lot_requested'
    when mo_requested then 'mo_not_scheduled'
    when po_requested then 'po_not_ordered'
    when finished then 'order_finished'
    when mo_on > promised_on then 'mo_finish_after_promise'
    when po_on > promised_on then 'po_expected_after_promise'
    when to_on > promised_on then 'to_arrival_after_promise'
    when lot_on > promised_on then 'lot_expected_after_promise'
    when promised_on < getvariable('as_of') then 'promise_passed'
    when mo_on = promised_on then 'mo_finish_on_promise'
    when po_on = promised_on then 'po_expected_on_promise'
    when to_on = promised_on then 'to_arrival_on_promise'
    when lot_on = promised_on then 'lot_expected_on_promise'
    when promised_on = getvariable('as_of') then 'promise_today'
    when promised_on is not null and undated then 'no_expected_date'
    when part_on >= promised_on then 'part_expected_after_promise'
    when source_closed then 'source_closed'
    when promised_on is null then 'no_promised_date'
    else 'all_expected_on_time'
  end as reason,
  case
    when reason is null then null
    when reason in ('order_canceled', 'not_fully_booked') then 0
    when reason in ('lot_requested', 'mo_not_scheduled', 'po_not_ordered') then 2
    when reason in ('mo_finish_after_promise', 'po_expected_after_promise', 'to_arrival_after_promise',
      'lot_expected_after_promise', 'promise_passed') then 3
    when reason in ('order_finished', 'no_promised_date', 'all_expected_on_time') then 5
    when reason = 'all_in_stock' then 6
    when reason = 'all_shipped' then 7
    else 4
  end as rank
from demands left join covers using (order_id, line_id);

create or replace macro product(rank) as
  case rank
    when 0 then 'not_booked'
    when 2 then 'requested'
    when 3 then 'delayed'
    when 4 then 'possibly_delayed'
    when 5 then 'expected_on_time'
    when 6 then 'ready_for_shipment'
    when 7 then 'delivered'
  end;

create or replace temp table line_answers as
select order_id, line_id, product(rank) as status, reason from line_rows;

create or replace temp table source_answers as
with behind as (
  select
    order_id,
    line_id,
    source_kind as kind,
    source_id,
    bool_and(received) as received,
    max(expected_on) as due_on,
    any_value(promised_on) as promised_on,
    any_value(outstanding) > 0 as waiting
  from usable
  where source_kind is not null and source_counts and not finished
  group by order_id, line_id, source_kind, source_id
),
rows as (
  select
    order_id, line_id, kind, source_id,
    case when received then 'mo_finished' else reason end as reason
  from behind join productions on source_id = id
  where kind = 'manufacturing'
  union all
  select
    order_id, line_id, kind, source_id,
    case
      when received or stage = 'received' then 'po_received'
      when stage in ('new', 'approved') then 'po_not_ordered'
      when waiting and promised_on < getvariable('as_of') then 'promise_passed'
      when due_on < getvariable('as_of') then 'po_overdue'
      when waiting and due_on > promised_on then 'po_expected_after_promise'
      else 'all_expected_on_time'
    end
  from behind join purchase_orders on source_id = id
  where kind = 'purchase'
  union all
  select
    order_id, line_id, kind, source_id,
    case
      when received or stage = 'received' then 'to_received'
      when due_on < getvariable('as_of') then 'to_arrival_passed'
      when waiting and due_on > promised_on then 'to_arrival_after_promise'
      when waiting and promised_on < getvariable('as_of') then 'promise_passed'
      when stage in ('new', 'ready_for_shipment') and planned_shipment_on < getvariable('as_of')
        then 'to_shipment_passed'
      when due_on is null then 'no_expected_date'
      else 'all_expected_on_time'
    end
  from behind join transfer_orders on source_id = id
  where kind = 'transfer'
)
select
  order_id, line_id, kind, source_id,
  case
    when reason in ('mo_finished', 'po_received', 'to_received') then 'received'
    when reason = 'part_not_booked' then 'not_booked'
    when reason in ('mo_not_approved', 'mo_not_scheduled', 'part_requested', 'po_not_ordered') then 'requested'
    when reason in ('mo_finish_passed', 'promise_passed', 'po_overdue', 'po_expected_after_promise',
      'to_arrival_passed', 'to_arrival_after_promise') then 'delayed'
    when reason = 'all_expected_on_time' then 'expected_on_time'
    else 'possibly_delayed'
  end as status,
  reason
from rows;

create or replace temp table order_answers as
with
by_lines as (
  select
    order_id as id,
    count(*) filter (countable) as countable,
    count(*) filter (countable and outstanding > 0) as outstanding,
    count(*) filter (countable and outstanding > 0 and (booked < outstanding or unreceived)) as unready,
    count(*) filter (countable and booked < outstanding) as short,
    bool_or(booked > outstanding) as surplus,
    bool_or(started) as started,
    bool_or(unscheduled) as unscheduled,
    min(rank) as rank
  from line_rows
  group by order_id
),
invoiced as (
  select
    *,
    coalesce(payable, amount) as due,
    case
      when status = 'paid' or due <= 0.005 then due
      when paid is null then case when status = 'unpaid' then 0 end
      when due - paid > 0.005 then paid
      else due
    end as settled
  from invoices
  where kind = 'invoice' and status in ('unpaid', 'paid_partially', 'paid')
),
by_invoices as (
  select
    order_id as id,
    sum(amount) as invoiced,
    sum(due) as payable,
    coalesce(sum(settled), 0) as settled,
    bool_or(settled is null) as unknown
  from invoiced
  group by order_id
),
reasons as (
  select
    id,
    stage,
    rank,
    invoiced,
    total,
    settled,
    payable,
    case
      when stage <> 'confirmed' then 'assigned_manually'
      when coalesce(countable, 0) = 0 then 'no_countable_lines'
      when outstanding = 0 and surplus then 'surplus_booked'
      when outstanding = 0 then 'all_shipped'
      when unready = 0 then 'all_in_stock'
      when started then 'production_started'
      when short = 0 and not unscheduled then 'all_booked_and_scheduled'
      when short > 0 then 'line_not_booked'
      else 'mo_not_scheduled'
    end as reason,
    case
      when invoiced is null then 'no_counted_invoice'
      when invoiced <= 0.005 and (total is null or total - invoiced > 0.005) then 'nothing_invoiced'
      when total - invoiced <= 0.005 then 'fully_invoiced'
      else 'partly_invoiced'
    end as invoicing_reason,
    case
      when invoiced is null then 'no_counted_invoice'
      when not unknown and payable - settled <= 0.005 then 'all_invoices_paid'
      when not unknown and settled <= 0.005 then 'no_payment'
      else 'partly_paid'
    end as payment_reason,
    unknown
  from orders left join by_lines using (id) left join by_invoices using (id)
)
select
  id as order_id,
  case reason
    when 'assigned_manually' then stage
    when 'surplus_booked' then 'ready_for_shipment'
    when 'all_shipped' then 'shipped'
    when 'all_in_stock' then 'ready_for_shipment'
    when 'production_started' then 'in_production'
    when 'all_booked_and_scheduled' then 'waiting_for_production'
    else 'confirmed'
  end as status,
  reason,
  product(rank) as product,
  case invoicing_reason
    when 'fully_invoiced' then 'invoiced'
    when 'partly_invoiced' then 'part_invoiced'
    else 'not_invoiced'
  end as invoicing,
  case invoicing_reason
    when 'fully_invoiced' then 100
    when 'partly_invoiced' then least(greatest(floor(invoiced * 100 / total), 1), 99)
    else 0
  end::tinyint as invoicing_percent,
  invoicing_reason,
  case payment_reason
    when 'all_invoices_paid' then 'paid'
    when 'partly_paid' then 'part_paid'
    else 'not_paid'
  end as payment,
  case payment_reason
    when 'all_invoices_paid' then 100
    when 'partly_paid' then case when not unknown then least(greatest(floor(settled * 100 / payable), 1), 99) end
    else 0
  end::tinyint as payment_percent,
  payment_reason
from reasons;
