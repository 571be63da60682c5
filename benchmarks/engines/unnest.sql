-- Nested orders as the normalised tables that rules.sql reads. Copies of a lot or a source are one.

create or replace temp table orders as
select id, stage, promised_on, total from nested;

create or replace temp table flat_lines as
select id as order_id, unnest(lines, max_depth := 2) from nested;

create or replace temp view lines as select * exclude (bookings) from flat_lines;

create or replace temp table invoices as
select id as order_id, unnest(invoices, max_depth := 2) from nested;

create or replace temp table flat_bookings as
select order_id, id as line_id, unnest(bookings, max_depth := 2) from flat_lines;

create or replace temp view bookings as
select order_id, line_id, lot.id as lot_id, quantity from flat_bookings;

create or replace temp table flat_productions as
select any_value(lot.manufacturing_order) as mo
from flat_bookings
where lot.manufacturing_order is not null
group by lot.manufacturing_order.id;

create or replace temp view manufacturing_orders as
select mo.id, mo.stage, mo.planned_start, mo.planned_finish from flat_productions;

create or replace temp table operations as
select mo.id as manufacturing_order_id, unnest(mo.operations, max_depth := 2) from flat_productions;

create or replace temp table flat_parts as
select mo.id as manufacturing_order_id, unnest(mo.parts, max_depth := 2) from flat_productions;

create or replace temp view parts as select * exclude (bookings) from flat_parts;

create or replace temp table flat_part_bookings as
select manufacturing_order_id, id as part_id, unnest(bookings, max_depth := 2) from flat_parts;

create or replace temp view part_bookings as
select manufacturing_order_id, part_id, lot.id as lot_id, quantity from flat_part_bookings;

create or replace temp table flat_lots as
with every as (
  select lot.id, lot.status, lot.expected_on, lot.manufacturing_order.id as mo, lot.purchase_order as po,
    lot.transfer_order as transfer
  from flat_bookings
  union all
  select lot.id, lot.status, lot.expected_on, null, lot.purchase_order, null
  from flat_part_bookings
)
select
  id,
  any_value(status) as status,
  any_value(expected_on) as expected_on,
  any_value(mo) as mo,
  any_value(po) as po,
  any_value(transfer) as transfer
from every
group by id;

create or replace temp view lots as
select
  id,
  status,
  expected_on,
  case
    when mo is not null then 'manufacturing'
    when po is not null then 'purchase'
    when transfer is not null then 'transfer'
  end as source_kind,
  coalesce(mo, po.id, transfer.id) as source_id
from flat_lots;

create or replace temp table purchase_orders as
select any_value(po.stage) as stage, any_value(po.expected_on) as expected_on, po.id as id
from flat_lots
where po is not null
group by po.id;

create or replace temp table transfer_orders as
select
  any_value(transfer.stage) as stage,
  any_value(transfer.planned_shipment_on) as planned_shipment_on,
  any_value(transfer.planned_arrival_on) as planned_arrival_on,
  transfer.id as id
from flat_lots
where transfer is not null
group by transfer.id;
