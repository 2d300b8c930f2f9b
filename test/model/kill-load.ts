import { createHash } from 'node:crypto'
import { newId } from '../../server/platform/id.ts'
import type { Move } from './small-bank.ts'

/** The customers of the load, the same in every process that is given the seed. */
export function loadCustomers(seed: string): string[] {
  return Array.from({ length: 20 }, (_, index) => uuidOf(`${seed}/customer/${index}`))
}

/** The order of a number: whoever repeats it says the same under the same key, as a customer's app would. */
export function orderOf(seed: string, number: number, now: Date): { key: string; move: Move } {
  const customers = loadCustomers(seed)
  const dice = createHash('sha256').update(`${seed}/order/${number}`).digest()
  const payer = dice.readUInt32BE(0) % customers.length
  const payee = (payer + 1 + (dice.readUInt32BE(4) % (customers.length - 1))) % customers.length
  return {
    key: `order-${number}`,
    move: {
      id: newId(),
      journalId: newId(),
      payer: customers[payer] ?? '',
      payee: customers[payee] ?? '',
      currency: 'EUR',
      amount: BigInt(1 + (dice.readUInt32BE(8) % 400)),
      fee: BigInt(dice.readUInt32BE(12) % 3),
      now,
    },
  }
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
