import type pg from 'pg'

/**
 * A statement ready to be sent, prepared once per connection under its name. Who makes one sends nothing, so whoever
 * collects several knows them all before the first one leaves. Values are of kinds the driver cannot fail to encode: of
 * several in one packet one that stayed behind would not be missed.
 */
export type Statement = {
  /** Of no other statement (a house rule): the driver refuses a second text under a name, and sends the rest. */
  name: string
  text: string
  values: (string | number | bigint | Buffer | readonly string[] | null)[]
}

/** Sends statements one after the other; the first that fails ends it. */
export async function runStatements(
  client: pg.ClientBase | pg.Pool,
  statements: readonly Statement[],
): Promise<void> {
  for (const statement of statements) await client.query(statement)
}
