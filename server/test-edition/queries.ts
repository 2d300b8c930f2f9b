import { sql } from 'kysely'
import type { Db, ReadDb, Tx } from '../platform/db.ts'

export type ReceivedMail = {
  id: string
  recipient: string
  sender: string
  subject: string
  text: string
  html: string
  received_at: Date
}

/** The inbox is for looking at what was just sent; older mails and text messages go. */
const keptMails = 2_000

export async function storeMails(tx: Tx, mails: readonly ReceivedMail[], source: Buffer): Promise<void> {
  for (const mail of mails) {
    await sql`
      INSERT INTO test_mail (id, recipient, sender, subject, text_body, html_body, source, received_at)
      VALUES (${mail.id}, ${mail.recipient}, ${mail.sender}, ${mail.subject}, ${mail.text}, ${mail.html},
              ${source}, ${mail.received_at})`.execute(tx)
  }
  await sql`
    DELETE FROM test_mail
    WHERE id < (SELECT id FROM test_mail ORDER BY id DESC OFFSET ${keptMails} LIMIT 1)`.execute(tx)
}

const columns = sql`id, recipient, sender, subject, text_body AS text, html_body AS html, received_at`

/** Newest first; `to` is compared without regard to case. */
export async function readMails(
  db: ReadDb,
  { to, limit }: { to: string | undefined; limit: number },
): Promise<ReceivedMail[]> {
  const toOne = to === undefined ? sql`true` : sql`lower(recipient) = lower(${to})`
  const { rows } = await sql<ReceivedMail>`
    SELECT ${columns} FROM test_mail WHERE ${toOne} ORDER BY id DESC LIMIT ${limit}`.execute(db)
  return rows
}

export async function readMail(db: ReadDb, id: string): Promise<ReceivedMail | undefined> {
  const { rows } = await sql<ReceivedMail>`SELECT ${columns} FROM test_mail WHERE id = ${id}`.execute(db)
  return rows[0]
}

export type ReceivedSms = { id: string; recipient: string; sender: string; body: string; received_at: Date }

export async function storeSms(tx: Tx, sms: ReceivedSms): Promise<void> {
  await sql`
    INSERT INTO test_sms (id, recipient, sender, body, received_at)
    VALUES (${sms.id}, ${sms.recipient}, ${sms.sender}, ${sms.body}, ${sms.received_at})`.execute(tx)
  await sql`
    DELETE FROM test_sms
    WHERE id < (SELECT id FROM test_sms ORDER BY id DESC OFFSET ${keptMails} LIMIT 1)`.execute(tx)
}

/** Newest first; `to` is E.164. */
export async function readSms(
  db: ReadDb,
  { to, limit }: { to: string | undefined; limit: number },
): Promise<ReceivedSms[]> {
  const toOne = to === undefined ? sql`true` : sql`recipient = ${to}`
  const { rows } = await sql<ReceivedSms>`
    SELECT id, recipient, sender, body, received_at FROM test_sms WHERE ${toOne}
    ORDER BY id DESC LIMIT ${limit}`.execute(db)
  return rows
}

/** How far the clock is ahead, in milliseconds. */
export async function readClockOffset(db: Db): Promise<number> {
  await sql`INSERT INTO test_clock DEFAULT VALUES ON CONFLICT DO NOTHING`.execute(db.read)
  const { rows } = await sql<{ offset_ms: bigint }>`SELECT offset_ms FROM test_clock`.execute(db.read)
  return Number(rows[0]?.offset_ms ?? 0n)
}

/** Moves the clock forward and tells every process when this transaction commits; the new offset. */
export async function advanceClock(tx: Tx, milliseconds: number): Promise<number> {
  const { rows } = await sql<{ offset_ms: bigint }>`
    UPDATE test_clock SET offset_ms = offset_ms + ${milliseconds}::bigint RETURNING offset_ms`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('the test clock has no row')
  await sql`SELECT pg_notify('okpay_test_clock', ${row.offset_ms.toString()})`.execute(tx)
  return Number(row.offset_ms)
}
