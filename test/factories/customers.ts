import { randomInt } from 'node:crypto'
import type { Db, Tx } from '../../server/platform/db.ts'
import { arriveOnDevice, openSession, type DirectCustomer } from '../../server/slices/identity/index.ts'

/** What the factory needs of the program: the slice's own functions, so that its hooks run and its rules hold. */
export type CustomerWorld = {
  db: Pick<Db, 'transaction'>
  clock: { now(): Date }
  identity: {
    createCustomerDirectly(tx: Tx, person: DirectCustomer): Promise<{ id: string }>
    hashPassword(password: string): Promise<string>
  }
}

export type MadeCustomer = {
  id: string
  name: string
  email: string
  phone: string
  password: string
  locale: 'zh-CN' | 'en'
}

/** Hashing takes 40 ms: everybody who does not ask for a password of their own has this one. */
export const usualPassword = 'violet kettle orbit 57'

const hashes = new Map<string, Promise<string>>()

/** Numbers of China Mobile's range 138, from a random start so that test files do not depend on them. */
let nextNumber = randomInt(10_000_000, 90_000_000)

/** An active customer whose address counts as proved. Whatever is not given is made up and unique. */
export async function makeCustomer(
  world: CustomerWorld,
  wishes: Partial<Omit<MadeCustomer, 'id'>> = {},
): Promise<MadeCustomer> {
  nextNumber += 1
  const person = {
    name: 'Wang Xiaoming',
    email: `wang.${nextNumber}@example.com`,
    phone: `+86138${nextNumber}`,
    password: usualPassword,
    locale: 'en' as const,
    ...wishes,
  }
  const { password, ...told } = person
  const passwordHash = await hashOf(world, password)
  const now = world.clock.now()
  const { id } = await world.db.transaction(tx =>
    world.identity.createCustomerDirectly(tx, { ...told, passwordHash, now }),
  )
  return { id, ...person }
}

/** A session of that customer; the token goes into `Authorization: Bearer` or the cookie. */
export async function makeSession(
  world: CustomerWorld,
  customer: { id: string },
  origin: { ip?: string; userAgent?: string } = {},
): Promise<{ id: string; token: string }> {
  const { ip = '127.0.0.1', userAgent = 'factory' } = origin
  return await world.db.transaction(tx =>
    openSession(tx, {
      customerId: customer.id,
      origin: { ip, userAgent, now: world.clock.now() },
      replaces: null,
    }),
  )
}

/**
 * The token of a device that customer was completely signed in on: with it in `device_token`, or in the cookie
 * `okpay_device`, the password alone signs in, as long as no second step is set up.
 */
export async function makeDevice(
  world: CustomerWorld,
  customer: { id: string },
  options: { ip?: string; userAgent?: string; remember?: boolean } = {},
): Promise<{ id: string; token: string }> {
  const { ip = '127.0.0.1', userAgent = 'factory', remember = false } = options
  const { id, token } = await world.db.transaction(tx =>
    arriveOnDevice(tx, {
      customerId: customer.id,
      origin: { ip, userAgent, now: world.clock.now(), deviceTokens: [] },
      known: null,
      remember,
      tellOwner: false,
    }),
  )
  if (token === null) throw new Error('a new device has no token')
  return { id, token }
}

function hashOf(world: CustomerWorld, password: string): Promise<string> {
  const known = hashes.get(password)
  if (known) return known
  const made = world.identity.hashPassword(password)
  hashes.set(password, made)
  return made
}
