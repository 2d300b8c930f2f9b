import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  all,
  complaintsOf,
  openBranch,
  ordersOf,
  recallOf,
  type Branch,
  type Sent,
} from './testing/harness.ts'

vi.setConfig({ testTimeout: 60_000 })

let branch: Branch
beforeEach(async () => {
  branch = await openBranch()
})
afterEach(() => branch.close())

const GOOD = 'DE89370400440532013000'
const UNKNOWN = 'DE98999000000000000101'
const RETURNED = 'DE33999000000000000204'

/** Monday's next run and everything after it. */
const AFTER_RUN = '2027-03-01T10:00:00Z'
const END_OF_DAY = '2027-03-01T22:30:00Z'

/** `EndToEndId status reason` of every line of the reports of payments. */
async function lines(): Promise<string[]> {
  const reports = await branch.sent('pain.002')
  return reports.flatMap(({ body }) => {
    const ids = all(body, 'TxInfAndSts', 'OrgnlEndToEndId')
    const states = all(body, 'TxInfAndSts', 'TxSts')
    const reasons = all(body, 'TxInfAndSts', 'StsRsnInf/Rsn/Cd')
    return ids.map((id, index) => [id, states[index], reasons[index]].filter(Boolean).join(' '))
  })
}

async function groups(): Promise<string[]> {
  const reports = await branch.sent('pain.002')
  return reports.flatMap(({ body }) => {
    const [status] = all(body, 'OrgnlGrpInfAndSts', 'GrpSts')
    const [reason] = all(body, 'OrgnlGrpInfAndSts', 'StsRsnInf/Rsn/Cd')
    return status === undefined ? [] : [[status, reason].filter(Boolean).join(' ')]
  })
}

/** `DBIT 10.50 id reason` of every entry in the files of a kind. */
async function entries(kind: 'camt.054' | 'camt.053'): Promise<string[]> {
  return (await branch.sent(kind)).flatMap(({ body }) => entriesIn(body))
}

function entriesIn(body: Sent['body']): string[] {
  const directions = all(body, 'Ntry', 'CdtDbtInd')
  const amounts = all(body, 'Ntry', 'Amt')
  const ids = all(body, 'TxDtls', 'Refs/EndToEndId')
  const reasons = all(body, 'TxDtls', 'RtrInf/Rsn/Cd')
  return directions.map((direction, index) =>
    [direction, amounts[index], ids[index], reasons[index]].filter(Boolean).join(' '),
  )
}

test('orders are taken, executed in the next run and told of; all files are valid by the schemas', async () => {
  const text = ordersOf('OKPAY-00000001', [
    { endToEnd: 'A1', amount: '10.50', account: GOOD },
    { endToEnd: 'A2', amount: '7.00', account: UNKNOWN },
    { endToEnd: 'A3', amount: '100.01', account: RETURNED },
  ])
  expect(await complaintsOf({ text, kind: 'pain.001.001.09' })).toBe('')
  await branch.deliver('OKPAY-00000001-pain.001.xml', text)
  expect(await groups()).toEqual(['ACTC'])
  await branch.steer('POST', '/steer/api/credits', {
    amount: { value: '500.00', currency: 'EUR' },
    reference: 'OKPAY TOPUP 9123 & <more>',
    debtor: { name: 'Mei Lin', account: 'DE02120300000000202051', bic: 'BYLADEM1001' },
  })
  await branch.until(AFTER_RUN)
  expect(await lines()).toEqual(['A1 ACSC', 'A2 RJCT AC01', 'A3 ACSC'])
  expect(await entries('camt.054')).toEqual(['CRDT 500.00 NOTPROVIDED', 'DBIT 10.50 A1', 'DBIT 100.01 A3'])
  await branch.deliver(
    'OKPAY-00000002-camt.056.xml',
    recallOf('OKPAY-00000002', { message: 'OKPAY-00000001', endToEnd: 'A1', amount: '10.50' }),
  )
  await branch.until('2027-03-04T22:30:00Z')
  expect(await entries('camt.054')).toContain('CRDT 100.01 A3 AC04')
  const files = await branch.sent()
  expect(new Set(files.map(({ kind }) => kind)).size).toBe(4)
  const complaints = await Promise.all(files.map(async file => [file.name, await complaintsOf(file)]))
  expect(complaints.filter(([, complaint]) => complaint !== '')).toEqual([])
})

test('xmllint refuses what the standard does not allow', async () => {
  const text = ordersOf('OKPAY-00000001', [{ endToEnd: 'A1', amount: '10.50', account: GOOD }])
  for (const wrong of [
    text.replace('<EndToEndId>A1</EndToEndId>', ''),
    text.replace('10.50</InstdAmt>', '-10.50</InstdAmt>'),
    text.replace('<PmtMtd>TRF</PmtMtd>', '<PmtMtd>GIFT</PmtMtd>'),
  ])
    expect(await complaintsOf({ text: wrong, kind: 'pain.001.001.09' })).not.toBe('')
})

test('statements follow one another without a gap, and each proves itself', async () => {
  await branch.deliver(
    'OKPAY-00000001-pain.001.xml',
    ordersOf('OKPAY-00000001', [
      { endToEnd: 'A1', amount: '10.50', account: GOOD },
      { endToEnd: 'A2', amount: '3.00', account: RETURNED },
    ]),
  )
  await branch.until('2027-03-12T23:00:00Z')
  const statements = (await branch.sent('camt.053')).filter(
    ({ body }) => all(body, 'Acct', 'Ccy')[0] === 'EUR',
  )
  const figures = statements.map(({ body }) => {
    const signed = (index: number) => {
      const cents = Number(all(body, 'Bal', 'Amt')[index]?.replace('.', ''))
      return all(body, 'Bal', 'CdtDbtInd')[index] === 'DBIT' ? -cents : cents
    }
    const moved = entriesIn(body).reduce((sum, entry) => {
      const [direction = '', amount = ''] = entry.split(' ')
      const cents = Number(amount.replace('.', ''))
      return direction === 'CRDT' ? sum + cents : sum - cents
    }, 0)
    return { number: all(body, 'Stmt', 'ElctrncSeqNb')[0], opening: signed(0), closing: signed(1), moved }
  })
  expect(figures).toHaveLength(10)
  for (const [index, statement] of figures.entries()) {
    expect(statement.number).toBe(String(index + 1))
    expect(statement.closing).toBe(statement.opening + statement.moved)
    expect(statement.opening).toBe(figures[index - 1]?.closing ?? 0)
  }
  expect(figures.map(({ closing }) => closing)).toEqual([-1350, -1350, ...Array(8).fill(-1050)])
})

test('what comes after the cut-off or on a day without settlement waits for the next banking day', async () => {
  // Thursday before Good Friday 2027, ten minutes after the cut-off of 15:00 in Frankfurt.
  await branch.until('2027-03-25T14:10:00Z')
  await branch.deliver(
    'OKPAY-00000001-pain.001.xml',
    ordersOf('OKPAY-00000001', [{ endToEnd: 'A1', amount: '1.00', account: GOOD }]),
  )
  // Good Friday, the weekend and Easter Monday pass.
  await branch.until('2027-03-30T05:59:00Z')
  expect(await lines()).toEqual([])
  // Summer time has begun meanwhile: eight in the morning is 06:00 UTC.
  await branch.until('2027-03-30T06:01:00Z')
  expect(await lines()).toEqual(['A1 ACSC'])
})

test('an order for a later day waits for it', async () => {
  await branch.deliver(
    'OKPAY-00000001-pain.001.xml',
    ordersOf('OKPAY-00000001', [{ endToEnd: 'A1', amount: '1.00', account: GOOD }], { on: '2027-03-03' }),
  )
  await branch.until('2027-03-02T23:00:00Z')
  expect(await lines()).toEqual([])
  await branch.until('2027-03-03T07:01:00Z')
  expect(await lines()).toEqual(['A1 ACSC'])
})

test('nothing is executed twice: the same file, the same message in another, the same payment in another message', async () => {
  const order = { endToEnd: 'A1', amount: '10.00', account: GOOD }
  const text = ordersOf('OKPAY-00000001', [order])
  await branch.deliver('OKPAY-00000001-pain.001.xml', text)
  const client = await branch.connect()
  expect(await client.exists('/in/archive/OKPAY-00000001-pain.001.xml')).toBe('-')
  await client.end()
  await branch.deliver('OKPAY-00000001-pain.001.xml', text)
  expect(await groups()).toEqual(['ACTC'])
  await branch.deliver('OKPAY-00000009-pain.001.xml', text)
  await branch.deliver(
    'OKPAY-00000002-pain.001.xml',
    ordersOf('OKPAY-00000002', [order, { ...order, endToEnd: 'A2' }]),
  )
  await branch.until(AFTER_RUN)
  expect(await groups()).toEqual(['ACTC', 'RJCT DU01', 'PART'])
  expect(await lines()).toEqual(['A1 RJCT AM05', 'A1 ACSC', 'A2 ACSC'])
  expect(await entries('camt.054')).toEqual(['DBIT 10.00 A1', 'DBIT 10.00 A2'])
})

const order = { endToEnd: 'A1', amount: '10.00', account: GOOD }
const text = ordersOf('OKPAY-00000001', [order])
test.each([
  ['a wrong control sum', ordersOf('OKPAY-00000001', [order], { sum: '10.01' }), 'AM10'],
  ['a wrong number', ordersOf('OKPAY-00000001', [order], { count: 2 }), 'AM18'],
  ['half a file', text.slice(0, 500), 'FF01'],
  ['a document type', text.replace('<Document', '<!DOCTYPE Document [<!ENTITY a "b">]><Document'), 'FF01'],
  [
    'an account of somebody else',
    text.replaceAll('DE87999000000000000978', 'DE02120300000000202051'),
    'AC01',
  ],
  ['another currency than the account’s', text.replaceAll('Ccy="EUR"', 'Ccy="USD"'), 'AM03'],
  ['an amount of nothing', ordersOf('OKPAY-00000001', [{ ...order, amount: '0.00' }]), 'AM02'],
  ['no end-to-end id', text.replace('<EndToEndId>A1</EndToEndId>', ''), 'FF01'],
])('a file with %s is refused as a whole', async (_name, wrong, reason) => {
  await branch.deliver('OKPAY-00000001-pain.001.xml', wrong)
  await branch.until(END_OF_DAY)
  expect(await groups()).toEqual([`RJCT ${reason}`])
  expect(await entries('camt.053')).toEqual([])
})

test('a payment is recalled: before its run at once, after it when the creditor agrees, and not twice', async () => {
  const recall = (id: string, endToEnd: string) =>
    branch.deliver(
      `${id}-camt.056.xml`,
      recallOf(id, { message: 'OKPAY-00000001', endToEnd, amount: '10.00' }),
    )
  const answers = async () =>
    (await branch.sent('camt.029')).map(({ body }) =>
      [
        all(body, 'TxInfAndSts', 'OrgnlEndToEndId')[0],
        all(body, 'Sts', 'Conf')[0],
        all(body, 'TxInfAndSts', 'TxCxlSts')[0],
        all(body, 'TxInfAndSts', 'CxlStsRsnInf/Rsn/Cd')[0],
      ]
        .filter(Boolean)
        .join(' '),
    )
  await branch.deliver(
    'OKPAY-00000001-pain.001.xml',
    ordersOf('OKPAY-00000001', [
      order,
      { ...order, endToEnd: 'A2' },
      { ...order, endToEnd: 'A3', account: 'DE60999000000000000300' },
    ]),
  )
  await recall('OKPAY-00000002', 'A1')
  await branch.until(AFTER_RUN)
  expect(await lines()).toEqual(['A2 ACSC', 'A3 ACSC'])
  await recall('OKPAY-00000003', 'A2')
  await recall('OKPAY-00000004', 'A3')
  await recall('OKPAY-00000005', 'A9')
  await branch.until('2027-03-02T10:00:00Z')
  await recall('OKPAY-00000006', 'A2')
  expect(await answers()).toEqual([
    'A1 CNCL ACCR',
    'A2 PDCR PDCR',
    'A3 PDCR PDCR',
    'A9 RJCR RJCR NOOR',
    'A2 CNCL ACCR',
    'A3 RJCR RJCR CUST',
    'A2 RJCR RJCR ARDT',
  ])
  expect(await entries('camt.054')).toEqual(['DBIT 10.00 A2', 'DBIT 10.00 A3', 'CRDT 10.00 A2 FOCR'])
})

test('without cover a payment waits, and is refused after the last run of the day', async () => {
  await branch.steer('PUT', '/steer/api/faults', { payments: { cover_required: true } })
  await branch.deliver(
    'OKPAY-00000001-pain.001.xml',
    ordersOf('OKPAY-00000001', [order, { ...order, endToEnd: 'A2' }]),
  )
  await branch.until(AFTER_RUN)
  await branch.steer('POST', '/steer/api/credits', {
    amount: { value: '10.00', currency: 'EUR' },
    debtor: { name: 'OKPay' },
  })
  await branch.until(END_OF_DAY)
  expect(await lines()).toEqual(['A1 PDNG', 'A2 PDNG', 'A1 ACSC', 'A2 RJCT AM04'])
})

test('faults of files: repeated, split, held back, broken and then whole, late', async () => {
  await branch.steer('PUT', '/steer/api/faults', {
    files: { repeat: {}, split: {} },
    entries: { repeat: {} },
  })
  await branch.deliver(
    'OKPAY-00000001-pain.001.xml',
    ordersOf('OKPAY-00000001', [order, { ...order, endToEnd: 'A2' }]),
  )
  await branch.until(AFTER_RUN)
  expect(await lines()).toEqual(['A1 ACSC', 'A1 ACSC', 'A2 ACSC', 'A2 ACSC'])
  const notices = await branch.sent('camt.054')
  // Two parts and one that tells of both again, each of the three sent twice.
  expect(notices).toHaveLength(6)
  expect(new Set(notices.map(({ text: same }) => same)).size).toBe(3)
  expect(new Set(notices.flatMap(({ body }) => all(body, 'Ntry', 'AcctSvcrRef'))).size).toBe(2)

  await branch.steer('PUT', '/steer/api/faults', { files: { broken: { times: 1 } } })
  await branch.steer('POST', '/steer/api/credits', {
    amount: { value: '1.00', currency: 'EUR' },
    debtor: { name: 'Mei Lin' },
    at_once: true,
  })
  await branch.steer('GET', '/steer/api/settled')
  const folder = join(branch.dataDir, 'files/out')
  const names = (await readdir(folder)).filter(name => name.endsWith('.xml'))
  const [whole = '', broken = ''] = names.toSorted().toReversed()
  const [wholeText, half] = await Promise.all(
    [whole, broken].map(name => readFile(join(folder, name), 'utf8')),
  )
  expect(half).not.toContain('</Document>')
  expect(wholeText?.startsWith(half ?? 'x')).toBe(true)
})

test('a slow file comes later, one that is held back comes after its successor', async () => {
  const credit = () =>
    branch.steer('POST', '/steer/api/credits', {
      amount: { value: '1.00', currency: 'EUR' },
      debtor: { name: 'Mei Lin' },
      at_once: true,
    })
  const notices = async () => {
    await branch.steer('GET', '/steer/api/settled')
    return (await branch.sent('camt.054')).map(({ name }) => Number(name.split('-')[2]))
  }
  await branch.steer('PUT', '/steer/api/faults', { files: { mix_order: { times: 1 } } })
  await credit()
  await credit()
  expect(await notices()).toEqual([2])
  await branch.until(AFTER_RUN)
  expect(await notices()).toEqual([1, 2])
  await branch.steer('PUT', '/steer/api/faults', { files: { slow: { up_to_ms: 3_600_000 } } })
  await credit()
  expect(await notices()).toEqual([1, 2])
  await branch.until('2027-03-01T11:05:00Z')
  expect(await notices()).toEqual([1, 2, 3])
})

test('an entry nobody was told of is in the statement', async () => {
  await branch.steer('PUT', '/steer/api/faults', { entries: { lost_notice: {} } })
  await branch.deliver('OKPAY-00000001-pain.001.xml', ordersOf('OKPAY-00000001', [order]))
  await branch.until(END_OF_DAY)
  expect(await entries('camt.054')).toEqual([])
  expect(await entries('camt.053')).toEqual(['DBIT 10.00 A1'])
})

test('random faults strike the same payments whenever the seed is the same, also after a restart', async () => {
  const orders = Array.from({ length: 40 }, (_, index) => ({ ...order, endToEnd: `A${index}` }))
  const faults = { seed: 7, payments: { reject: { probability: 0.3 }, return: { probability: 0.3 } } }
  await branch.steer('PUT', '/steer/api/faults', faults)
  await branch.deliver('OKPAY-00000001-pain.001.xml', ordersOf('OKPAY-00000001', orders))
  branch = await branch.restart()
  await branch.until('2027-03-20T10:00:00Z')
  const told = [await lines(), await entries('camt.054')]
  const rejected = told[0]?.filter(line => line.includes('RJCT')).length ?? 0
  expect(rejected).toBeGreaterThan(3)
  expect(rejected).toBeLessThan(25)
  const other = await openBranch()
  await branch.close()
  branch = other
  await branch.steer('PUT', '/steer/api/faults', faults)
  await branch.deliver('OKPAY-00000001-pain.001.xml', ordersOf('OKPAY-00000001', orders))
  await branch.until('2027-03-20T10:00:00Z')
  expect([await lines(), await entries('camt.054')]).toEqual(told)
})

test('an account that is steered behaves as told', async () => {
  await branch.steer('PUT', `/steer/api/accounts/${GOOD}`, { behaviour: 'blocked', holder: 'Ada Example' })
  await branch.deliver('OKPAY-00000001-pain.001.xml', ordersOf('OKPAY-00000001', [order]))
  await branch.until(AFTER_RUN)
  expect(await lines()).toEqual(['A1 RJCT AC06'])
})
