import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { IBANS } from '../../../simulators/bank/index.ts'
import { camt053, camt054, nextMessageId, pain002 } from './bank-messages.fixture.ts'
import { startBankRail } from './bank-rail.fixture.ts'
import { newId } from '../../platform/id.ts'
import { testSealKey } from './client.fixture.ts'
import { decideFile } from './desk.ts'
import { counterpartyOf, type StoredCounterparty } from './payer.ts'

const world = await startBankRail()
afterAll(() => world.books())

const line = { amount: '5.00', side: 'CRDT' as const, reference: 'X-1' }
const good = () => camt054([{ ...line, reference: `G-${nextMessageId()}` }])
let files = 0

async function receive(content: string | Buffer): Promise<{ status: string; reason: string | null }> {
  files += 1
  const name = `bad-${files}.xml`
  world.put(name, content)
  await world.round()
  const { rows } = await world.deps.db.pool.query<{ status: string; fault: object | null }>(
    `SELECT status, fault FROM bank_file WHERE name = $1`,
    [name],
  )
  const [row] = rows
  if (!row) throw new Error(`${name} was not stored`)
  return { status: row.status, reason: row.fault && JSON.stringify(row.fault) }
}

const bomb = `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>`

test.each<[string, () => string | Buffer, RegExp]>([
  ['an empty file', () => '', /not_well_formed/],
  ['half a file', () => good().slice(0, -40), /not_well_formed/],
  ['no XML', () => 'Dear customer,', /not_well_formed.*"line":"1"/],
  ['something packed', () => gzipSync(good()), /not_utf8/],
  [
    'a document type, with which entities expand',
    () => good().replace('<Document', `${bomb}<Document`),
    /document_type/,
  ],
  ['an entity nobody declared', () => good().replace('Mei Lin', '&mei;'), /not_well_formed/],
  ['another encoding', () => good().replace('UTF-8', 'ISO-8859-1'), /other_encoding.*ISO-8859-1/],
  [
    'another version of the message',
    () => good().replace('camt.054.001.08', 'camt.054.001.02'),
    /message_unsupported.*camt.054.001.02/,
  ],
  ['no message of the standard', () => '<Document xmlns="urn:x"><A/></Document>', /no_iso20022.*urn:x/],
  [
    'a foreign element',
    () => good().replace('<Ntry>', '<x:y xmlns:x="urn:z"/><Ntry>'),
    /foreign_namespace.*urn:z/,
  ],
  ['an account that is not ours', () => good().replace(IBANS.EUR, IBANS.USD), /account_not_ours/],
  [
    'an amount in another currency',
    () => good().replace('Ccy="EUR">5.00', 'Ccy="USD">5.00'),
    /currency_differs.*USD/,
  ],
  ['too many decimals', () => good().replaceAll('5.00<', '5.001<'), /amount_malformed/],
  ['a negative amount', () => good().replaceAll('5.00<', '-5.00<'), /amount_malformed/],
  ['nothing', () => good().replaceAll('5.00<', '0.00<'), /amount_nothing/],
  ['an exponent', () => good().replaceAll('5.00<', '5e3<'), /amount_malformed/],
  [
    'no reference of the bank',
    () => good().replace(/<AcctSvcrRef>[^<]*<\/AcctSvcrRef>/, ''),
    /element_missing.*AcctSvcrRef/,
  ],
  ['no direction', () => good().replaceAll('CRDT', 'BOTH'), /value_unknown.*BOTH/],
  [
    'no day',
    () => good().replace('<BookgDt><Dt>2026-11-30', '<BookgDt><Dt>2026-11-31'),
    /day_malformed.*2026-11-31/,
  ],
  [
    'parts that do not add up',
    () => good().replace(/(<TxDtls>.*?<Amt Ccy="EUR">)5\.00/, '$14.99'),
    /parts_differ/,
  ],
  ['two headers', () => good().replace('<Ntfctn>', '<GrpHdr/><Ntfctn>'), /element_repeated.*GrpHdr/],
  [
    'a statement without its closing balance',
    () => camt053({ sequence: 1, opening: '0.00', closing: '0.00', lines: [] }).replace('CLBD', 'XXXX'),
    /balance_not_once.*CLBD/,
  ],
  [
    'a report without the file it is about',
    () => pain002('OKPAY-00000001', { group: 'ACTC' }).replace(/<OrgnlMsgId>.*?<\/OrgnlMsgId>/, ''),
    /element_missing.*OrgnlMsgId/,
  ],
  [
    'an entry of more parts than are numbered',
    () => good().replace(/(<TxDtls>.*<\/TxDtls>)/, `$1${'<TxDtls/>'.repeat(40_000)}`),
    /parts_too_many.*30000/,
  ],
  [
    'deep nesting',
    () => good().replace('<Ntry>', `${'<A>'.repeat(60)}${'</A>'.repeat(60)}<Ntry>`),
    /too_deep/,
  ],
])('%s is set aside with the reason, and a person is told', async (_what, content, reason) => {
  const before = await world.balance('safeguarding:bank')
  const set = await receive(content())
  expect(set.status).toBe('quarantined')
  expect(set.reason).toMatch(reason)
  expect(world.alerts.splice(0)).toEqual(['a file of the bank was set aside'])
  expect(await world.balance('safeguarding:bank')).toBe(before)
})

test('what strangers wrote is kept as clean lines of a length, and the half of an account number not at all', async () => {
  const name = `Mei \u202eniL\u0085${'x'.repeat(500)}`
  const text = `\u2066${'pay '.repeat(1_000)}`
  const content = camt054([{ ...line, reference: 'T-1', debtor: name, text }])
  await receive(content.replace('DE02120300000000202051', 'D'.repeat(80)))
  const { rows } = await world.deps.db.pool.query<StoredCounterparty & { reference: string }>(
    `SELECT p.id, p.counterparty, p.sealed_counterparty, p.reference FROM bank_entry_part p JOIN bank_entry e ON e.id = p.entry_id WHERE e.reference = 'T-1'`,
  )
  const [part] = rows
  if (!part) throw new Error('T-1 was not booked')
  const stranger = counterpartyOf(testSealKey, part)
  expect(stranger).toEqual({ name: `Mei niL ${'x'.repeat(132)}`, account: null })
  expect(part.reference).toBe('pay '.repeat(250).trim())
  world.alerts.length = 0
})

test('a bad file holds up no other, and its correction under the same message id is taken', async () => {
  const id = nextMessageId()
  const right = camt054([{ ...line, reference: 'R-1' }], id)
  const before = await world.balance('safeguarding:bank')
  world.put('1-broken.xml', right.replaceAll('5.00<', '5.0.0<'))
  world.put('2-other.xml', camt054([{ ...line, reference: 'R-2' }]))
  await world.round()
  expect(await world.balance('safeguarding:bank')).toBe(before - 500n)
  world.put('3-corrected.xml', right)
  await world.round()
  expect(await world.balance('safeguarding:bank')).toBe(before - 1000n)
  world.alerts.length = 0
})

test('a message id the bank used before, with other content, is set aside', async () => {
  const id = nextMessageId()
  expect((await receive(camt054([{ ...line, reference: 'M-1' }], id))).status).toBe('applied')
  const again = await receive(camt054([{ ...line, reference: 'M-2' }], id))
  expect(again).toMatchObject({ status: 'quarantined', reason: expect.stringContaining(id) })
  world.alerts.length = 0
})

test('an entry that says something else than before is told to a person and not booked again', async () => {
  await receive(camt054([{ ...line, reference: 'E-1' }]))
  const before = await world.balance('safeguarding:bank')
  await receive(camt054([{ ...line, reference: 'E-1', amount: '6.00' }]))
  expect(await world.balance('safeguarding:bank')).toBe(before)
  expect(world.alerts.splice(0)).toEqual(['the bank says something else of an entry than before'])
})

test('announced entries are not booked, and zeros beyond the decimals are no other amount', async () => {
  const before = await world.balance('safeguarding:bank')
  await receive(good().replace('BOOK', 'PDNG'))
  expect(await world.balance('safeguarding:bank')).toBe(before)
  await receive(good().replaceAll('5.00<', '5.00000<'))
  expect(await world.balance('safeguarding:bank')).toBe(before - 500n)
  expect(world.alerts).toEqual([])
})

/** A file on an account that is not configured (yet): the same after every reading until it is. */
async function setAside(content: string): Promise<number> {
  const { bank } = world.deps
  if (!bank) throw new Error('the fixture has a bank')
  world.deps.bank = { ...bank, accounts: {} }
  const { status } = await receive(content)
  world.deps.bank = bank
  world.alerts.length = 0
  expect(status).toBe('quarantined')
  const { rows } = await world.deps.db.pool.query<{ number: number }>(
    `SELECT max(number) AS number FROM bank_file WHERE direction = 'in'`,
  )
  return rows[0]?.number ?? 0
}

async function statusOf(number: number): Promise<string | undefined> {
  const { rows } = await world.deps.db.pool.query<{ status: string }>(
    `SELECT status FROM bank_file WHERE number = $1`,
    [number],
  )
  return rows[0]?.status
}

const decide = (number: number, move: 'release' | 'dismiss') =>
  world.deps.db.transaction(tx =>
    decideFile(tx, {
      number,
      move,
      staffId: newId(),
      explanation: 'the account is configured now',
      at: world.clock.now(),
    }),
  )

test('set aside and released: it is read once more, and what it tells is booked once', async () => {
  const before = await world.balance('safeguarding:bank')
  const number = await setAside(camt054([{ ...line, reference: 'REL-1' }]))
  expect(await decide(number, 'release')).toBe(true)
  await world.round()
  expect(await statusOf(number)).toBe('applied')
  expect(await decide(number, 'release')).toBe(false)
  await world.round()
  expect(await world.balance('safeguarding:bank')).toBe(before - 500n)
})

test('released though its message came in another file since: set aside again, and closed for good', async () => {
  const before = await world.balance('safeguarding:bank')
  const content = camt054([{ ...line, reference: 'REL-2' }])
  const number = await setAside(content)
  expect((await receive(`${content}\n`)).status).toBe('applied')
  await decide(number, 'release')
  await world.round()
  expect(await statusOf(number)).toBe('quarantined')
  expect(world.alerts.splice(0)).toEqual(['a file of the bank was set aside'])
  expect(await decide(number, 'dismiss')).toBe(true)
  await world.round()
  expect(await statusOf(number)).toBe('dismissed')
  expect(await decide(number, 'release')).toBe(false)
  expect(await world.balance('safeguarding:bank')).toBe(before - 500n)
})

test('a message id named by a file that was set aside is free when that file is released', async () => {
  const id = nextMessageId()
  const first = camt053({ sequence: 31, opening: '0.00', closing: '0.00', lines: [] }, nextMessageId())
  expect((await receive(first)).status).toBe('applied')
  const other = camt053({ sequence: 31, opening: '1.00', closing: '1.00', lines: [] }, id)
  expect((await receive(other)).reason).toMatch(/statement_differs/)
  const { rows } = await world.deps.db.pool.query<{ number: number }>(
    `SELECT number FROM bank_file WHERE message_id = $1`,
    [id],
  )
  const number = rows[0]?.number ?? 0
  expect((await receive(camt054([{ ...line, reference: 'REL-3' }], id))).status).toBe('applied')
  expect(await decide(number, 'release')).toBe(true)
  await world.round()
  expect(await statusOf(number)).toBe('quarantined')
  world.alerts.length = 0
})
