import { createHash, randomBytes } from 'node:crypto'
import { identityOfBankAccount, maskBankAccount } from '../../contract/bank-accounts/index.ts'
import { toTypeId } from '../../contract/ids.ts'
import { newId } from '../../server/platform/id.ts'
import { chooseHighestThresholds } from '../../server/slices/identity/index.ts'
import { accountNumbers, connectAsOwner, insertLongSessions } from './queries.ts'
import type { World } from './world.ts'

/** A customer of the month: signed in, with bank accounts to withdraw to. */
export type Person = {
  id: string
  token: string
  accountNumber: string
  /** TypeIDs of their bank accounts by currency. */
  bankAccounts: Partial<Record<'EUR' | 'GBP', string>>
}

/** ISO 13616: 98 less the remainder of the number with the country behind and 00 for the check digits. */
function germanIban(account: number): string {
  const bban = `37040044${String(account).padStart(10, '0')}`
  const digits = `${bban}131400`
  return `DE${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${bban}`
}

/** The simulated bank brings payments to an account that ends so back after two banking days. */
const closedAccount = (index: number): number => (532_000 + index) * 10_000 + 204

const accountsOf = (index: number, isClosed: boolean) => [
  {
    country: 'DE',
    currency: 'EUR' as const,
    fields: {
      iban: germanIban(isClosed ? closedAccount(index) : 532_000_000 + index * 7),
      bic: 'COBADEFFXXX',
    },
  },
  {
    country: 'GB',
    currency: 'GBP' as const,
    fields: { sort_code: '200000', account_number: String(55_000_000 + index * 7) },
  },
]

/**
 * Opens accounts through the program's own functions. The same number of people is the same people; of `oneUnluckyIn`
 * each time the second has an account in euros that was closed, so that returns do not depend on chance.
 */
export async function seedPeople(world: World, count: number, oneUnluckyIn?: number): Promise<Person[]> {
  const app = await world.openApp()
  const client = await connectAsOwner(world.ownerUrl)
  const { identity, paymentMethods } = app.slices
  const passwordHash = await identity.hashPassword(randomBytes(16).toString('hex'))
  const people: Person[] = []
  const isUnlucky = (index: number): boolean => oneUnluckyIn !== undefined && index % oneUnluckyIn === 1
  const now = new Date()
  for (let index = 0; index < count; index += 1) {
    const holderName = `Month Person ${index}`
    const person = await app.db.transaction(async tx => {
      const { id } = await identity.createCustomerDirectly(tx, {
        name: holderName,
        // Mail to .invalid (RFC 2606) is not even queued.
        email: `person${index}@month.invalid`,
        phone: `+86139${String(index).padStart(8, '0')}`,
        passwordHash,
        locale: index % 2 === 0 ? 'en' : 'zh-CN',
        now,
      })
      await chooseHighestThresholds(tx, { customerIds: [id], now })
      const bankAccounts: Person['bankAccounts'] = {}
      for (const account of accountsOf(index, isUnlucky(index))) {
        const { country, currency } = account
        const method = await paymentMethods.addMethod(tx, {
          customerId: id,
          kind: 'bank_account',
          label: `${country} ${maskBankAccount(account)}`,
          details: {
            kind: 'bank_account',
            country,
            currency,
            account: maskBankAccount(account),
            bank: null,
            holder_name: holderName,
            name_check: 'match',
          },
          secret: { v: 1, holderName, account },
          identity: identityOfBankAccount(account),
          expiresOn: null,
          verifiedAt: now,
          now,
        })
        bankAccounts[currency] = toTypeId('paymentMethod', method.id)
      }
      return { id, bankAccounts }
    })
    people.push({ ...person, token: randomBytes(32).toString('base64url'), accountNumber: '' })
  }
  await insertLongSessions(
    client,
    people.map(({ id, token }) => ({
      id: newId(),
      customerId: id,
      tokenHash: createHash('sha256').update(token).digest(),
    })),
  )
  const numbers = await accountNumbers(client)
  await client.end()
  await app.stop()
  return people.map(person => ({ ...person, accountNumber: numbers.get(person.id) ?? '' }))
}
