-- The lock of money writes: orders of nodes that still run wait.
select pg_advisory_xact_lock(7412001);

-- Who fills the orders of an account; 'paper' is the engine, by records of market-input.
alter table accounts add column broker text not null default 'paper';

-- Orders of a broker outside, in the order of commits, and how far asking it has come. The broker is that which the account
-- had when the order was stored.
create table broker_orders (
    client_order_id text    primary key references orders (client_order_id),
    broker          text    not null check (broker <> 'paper'),
    sequence        bigint  not null,
    broker_order_id text    not null default '',
    -- Rises with each intent: who moves an order to SENT has seen the last one.
    intents         integer not null default 0,
    -- Intents that may have led to a call; the milliseconds are of the clock of whoever sent it.
    calls           integer not null default 0,
    first_call_ms   bigint  not null default 0,
    last_call_ms    bigint  not null default 0,
    -- What the broker said when it refused an order that it may have had already.
    refusal         text    not null default '',
    -- Who asked for the end of the order, as in the cause of an event.
    cancel_by       text    not null default '',
    -- Who vouches that the broker does not have it.
    absent_by       text    not null default '',
    -- What does not agree with the broker and needs somebody.
    problem         text    not null default '',
    -- Whether there is anything left to do or to ask.
    open            boolean not null default true
);
create index broker_orders_unsent on broker_orders (broker, sequence) where open and calls = 0;
create index broker_orders_called on broker_orders (broker, sequence) where open and calls > 0;
create index broker_orders_at_broker on broker_orders (broker, broker_order_id) where broker_order_id <> '';
create index broker_orders_problem on broker_orders (broker) where problem <> '';
