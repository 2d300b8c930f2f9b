import { z } from 'zod'
import { accountNumberOf, type Customer } from './customer.ts'
import { demoPeople, type Person } from './demo-people.ts'
import { openMemory, type Memory } from './memory.ts'
import { call, mailsTo } from './okpay-api.ts'
import { comeIn } from './sign-in.ts'
import { beginning } from './story/beginning.ts'
import { life } from './life.ts'
import { tellStory, type World } from './story.ts'

/**
 * Plays the people of the test edition through the public interfaces only: they register, read their mail, pay on
 * the pages of acquirer and e-wallet, pay in at the bank, and work at the desks. What they have is therefore as real as
 * the books. `beginning` is what a newcomer needs to sign in, `life` everything after it.
 */
const environmentSchema = z.object({
  OKPAY_URL: z.url(),
  DEMO_FILE: z.string().min(1),
  DEMO_PART: z.enum(['beginning', 'life']),
  BANK_URL: z.url().optional(),
  /** Sessions of the colleagues at the desks, JSON: `name=value` of the cookie by e-mail address. */
  DESK_SESSIONS: z.string().default('{}'),
})

type Environment = z.output<typeof environmentSchema>

async function main(environment: Environment): Promise<number> {
  const { OKPAY_URL: okpayUrl, DEMO_FILE: file, DEMO_PART: part } = environment
  const memory = await openMemory(file)
  if (memory.isNew) {
    // Whoever is here without being remembered has a life of their own.
    if (part === 'life' || (await anybodyIsHere(okpayUrl))) return 0
    await memory.begin()
  }
  const world = worldOf(environment, memory)
  const failed = await tellStory(beginning, world, memory)
  // Without an account and money there is no life to go on with.
  return part === 'beginning' || failed > 0 ? failed : tellStory(life, world, memory)
}

function worldOf(environment: Environment, memory: Memory): World {
  const { OKPAY_URL: okpayUrl, BANK_URL: bankUrl, DESK_SESSIONS: sessions } = environment
  /** Two who want to know the same person at once sign them in once. */
  const comingIn = new Map<string, Promise<Customer>>()
  const as = (person: Person): Promise<Customer> => {
    const coming = comingIn.get(person.email)
    if (coming) return coming
    const begun = comeIn(okpayUrl, person, memory).finally(() => comingIn.delete(person.email))
    comingIn.set(person.email, begun)
    return begun
  }
  return {
    okpayUrl,
    bankUrl,
    desk: new Map(Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(sessions)))),
    as,
    inAHurry: environment.DEMO_PART === 'beginning',
    accountOf: async person => accountNumberOf(await as(person)),
  }
}

/**
 * Whether one of the two was here before: then they were written to. Signing in to find out would send them a code and
 * a warning about a new device with every start.
 */
async function anybodyIsHere(okpayUrl: string): Promise<boolean> {
  for (const { email, password } of demoPeople) {
    if ((await mailsTo(okpayUrl, email)).length > 0) return true
    // Or their mails are gone, because only the newest are kept.
    const { status } = await call(okpayUrl, 'POST', '/v1/sessions', { body: { email, password } })
    if (status === 201) return true
  }
  return false
}

const environment = environmentSchema.safeParse(process.env)
if (!environment.success) {
  console.error(`The demo people cannot begin:\n${z.prettifyError(environment.error)}`)
  process.exit(2)
}
if ((await main(environment.data)) > 0) process.exit(1)
