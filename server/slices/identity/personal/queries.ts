import type { ReadDb, Tx } from '../../../platform/db.ts'
import type { Locale } from '../../../../contract/schemas.ts'
import type { CustomerRow, IdentityTables } from '../tables.ts'
import type { AvatarRow, NameChangeRow, PersonalTables } from './tables.ts'

/** The password in use and what its owner is told of it. */
export async function findPassword(
  db: ReadDb,
  customerId: string,
): Promise<{ hash: string; changed_at: Date } | undefined> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('password_credential')
    .select(['hash', 'changed_at'])
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
}

/** Puts a new password in the place of exactly the one that was judged; false when it was changed meanwhile. */
export async function replacePassword(
  tx: Tx,
  password: { customerId: string; oldHash: string; hash: string; now: Date },
): Promise<boolean> {
  const replaced = await tx
    .withTables<IdentityTables>()
    .updateTable('password_credential')
    .set({ hash: password.hash, changed_at: password.now })
    .where('customer_id', '=', password.customerId)
    .where('hash', '=', password.oldHash)
    .returning('customer_id')
    .executeTakeFirst()
  return replaced !== undefined
}

export async function setPreferences(
  tx: Tx,
  customerId: string,
  preferences: { locale?: Locale; time_zone?: string | null },
): Promise<CustomerRow | undefined> {
  return await tx
    .withTables<IdentityTables>()
    .updateTable('customer')
    .set(preferences)
    .where('id', '=', customerId)
    .returningAll()
    .executeTakeFirst()
}

export async function insertNameChange(tx: Tx, change: NameChangeRow): Promise<boolean> {
  const inserted = await tx
    .withTables<PersonalTables>()
    .insertInto('name_change')
    .values(change)
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** Ends a review once; undefined when it is not in review, or not this customer's where one is named. */
export async function endNameChange(
  tx: Tx,
  end: {
    id: string
    customerId?: string
    state: 'accepted' | 'refused' | 'withdrawn' | 'expired'
    reason: string | null
    at: Date
  },
): Promise<NameChangeRow | undefined> {
  let update = tx
    .withTables<PersonalTables>()
    .updateTable('name_change')
    .set({ state: end.state, ended_at: end.at, end_reason: end.reason })
    .where('id', '=', end.id)
    .where('ended_at', 'is', null)
  if (end.customerId !== undefined) update = update.where('customer_id', '=', end.customerId)
  return await update.returningAll().executeTakeFirst()
}

export async function findNameChange(db: ReadDb, id: string): Promise<NameChangeRow | undefined> {
  return await db
    .withTables<PersonalTables>()
    .selectFrom('name_change')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function findOpenNameChange(db: ReadDb, customerId: string): Promise<NameChangeRow | undefined> {
  return await db
    .withTables<PersonalTables>()
    .selectFrom('name_change')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
}

/** Reviews that wait for a decision, the one that is due first at the top. */
export async function listOpenNameChanges(db: ReadDb, limit: number): Promise<NameChangeRow[]> {
  return await db
    .withTables<PersonalTables>()
    .selectFrom('name_change')
    .selectAll()
    .where('ended_at', 'is', null)
    .orderBy('decide_by')
    .limit(limit)
    .execute()
}

/** Reviews nobody has decided in time. */
export async function overdueNameChanges(db: ReadDb, now: Date, limit: number): Promise<NameChangeRow[]> {
  return await db
    .withTables<PersonalTables>()
    .selectFrom('name_change')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('decide_by', '<=', now)
    .orderBy('decide_by')
    .limit(limit)
    .execute()
}

export async function setName(
  tx: Tx,
  { customerId, name }: { customerId: string; name: string },
): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .updateTable('customer')
    .set({ name })
    .where('id', '=', customerId)
    .executeTakeFirstOrThrow()
}

/** Keeps one picture per customer; the one before is gone. */
export async function putAvatar(tx: Tx, avatar: AvatarRow): Promise<void> {
  const { id, sealed, created_at } = avatar
  await tx
    .withTables<PersonalTables>()
    .insertInto('avatar')
    .values(avatar)
    .onConflict(conflict => conflict.column('customer_id').doUpdateSet({ id, sealed, created_at }))
    .execute()
}

export async function deleteAvatar(tx: Tx, customerId: string): Promise<void> {
  await tx.withTables<PersonalTables>().deleteFrom('avatar').where('customer_id', '=', customerId).execute()
}

export async function setAvatarId(
  tx: Tx,
  { customerId, avatarId }: { customerId: string; avatarId: string | null },
): Promise<CustomerRow | undefined> {
  return await tx
    .withTables<IdentityTables>()
    .updateTable('customer')
    .set({ avatar_id: avatarId })
    .where('id', '=', customerId)
    .returningAll()
    .executeTakeFirst()
}

/** A picture by its id, only for the customer it shows. */
export async function findAvatar(
  db: ReadDb,
  { id, customerId }: { id: string; customerId: string },
): Promise<AvatarRow | undefined> {
  return await db
    .withTables<PersonalTables>()
    .selectFrom('avatar')
    .selectAll()
    .where('id', '=', id)
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
}

export async function newestAvatar(db: ReadDb, customerId: string): Promise<AvatarRow | undefined> {
  return await db
    .withTables<PersonalTables>()
    .selectFrom('avatar')
    .selectAll()
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
}
