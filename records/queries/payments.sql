-- name: queue_payment(ref, number, seq, pence, currency, due_day, queued_at, awarded_by, payee_set_by)!
INSERT INTO casebook.payment (ref, number, seq, pence, currency, due_day, queued_at, awarded_by, payee_set_by)
VALUES (:ref, :number, :seq, :pence, :currency, :due_day, :queued_at, :awarded_by, :payee_set_by);

-- name: lock_payment(ref, number)^
SELECT * FROM casebook.payment WHERE ref = :ref AND number = :number FOR UPDATE;

-- name: payment_instructed(ref, number, file)!
UPDATE casebook.payment SET instructed_at = now(), file = :file WHERE ref = :ref AND number = :number;

-- name: uninstructed_payments(older_than)
SELECT ref, number FROM casebook.payment
WHERE instructed_at IS NULL AND withdrawn_by IS NULL AND posted_at < now() - :older_than::interval
ORDER BY posted_at LIMIT 500;

-- name: withdraw_payment(ref, number, seq)!
-- Something else takes its place: it is not handed to finance any more, or finance has stopped it.
UPDATE casebook.payment SET withdrawn_by = :seq WHERE ref = :ref AND number = :number;

-- name: payments(ref)
SELECT * FROM casebook.payment WHERE ref = :ref ORDER BY number;

-- name: add_payee(ref, number, name, address, account_name, sort_code, account_number)!
INSERT INTO people.payee (ref, number, name, address, account_name, sort_code, account_number)
VALUES (:ref, :number, :name, :address, :account_name, :sort_code, :account_number);

-- name: get_payee(ref, number)^
SELECT * FROM people.payee WHERE ref = :ref AND number = :number;
