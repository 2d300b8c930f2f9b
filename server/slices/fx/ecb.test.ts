import { expect, test } from 'vitest'
import { readRatesFile } from './ecb.ts'

const file = (cubes: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject><Cube>${cubes}</Cube></gesmes:Envelope>`

test('a file of two days is read, currencies we do not keep are left out', () => {
  const days = readRatesFile(
    file(`<Cube time='2026-11-20'><Cube currency='USD' rate='1.0812'/><Cube currency='BGN' rate='1.9558'/></Cube>
          <Cube time='2026-11-19'><Cube currency='JPY' rate='161.23'/></Cube>`),
  )
  expect(days).toEqual([
    { day: '2026-11-20', rates: new Map([['USD', '1.0812']]) },
    { day: '2026-11-19', rates: new Map([['JPY', '161.23']]) },
  ])
})

test.each([
  ['no XML', 'rates'],
  ['cut off', file(`<Cube time='2026-11-20'><Cube currency='USD' rate='1.08'/></Cube>`).slice(0, -20)],
  ['a day that is none', file(`<Cube time='2026-02-30'><Cube currency='USD' rate='1.08'/></Cube>`)],
  [
    'a day twice',
    file(
      `<Cube time='2026-11-20'><Cube currency='USD' rate='1.08'/></Cube><Cube time='2026-11-20'><Cube currency='USD' rate='1.09'/></Cube>`,
    ),
  ],
  ['a year before the euro', file(`<Cube time='0000-01-01'><Cube currency='USD' rate='1.08'/></Cube>`)],
  ['a negative rate', file(`<Cube time='2026-11-20'><Cube currency='USD' rate='-1.08'/></Cube>`)],
  ['a rate of nothing', file(`<Cube time='2026-11-20'><Cube currency='USD' rate='0'/></Cube>`)],
  ['a comma', file(`<Cube time='2026-11-20'><Cube currency='USD' rate='1,08'/></Cube>`)],
  [
    'a bad rate of a currency we do not keep',
    file(
      `<Cube time='2026-11-20'><Cube currency='USD' rate='1.08'/><Cube currency='CHF' rate='N/A'/></Cube>`,
    ),
  ],
  ['a rate without its day', file(`<Cube currency='USD' rate='1.08'/>`)],
  [
    'a currency twice',
    file(
      `<Cube time='2026-11-20'><Cube currency='USD' rate='1.08'/><Cube currency='USD' rate='1.09'/></Cube>`,
    ),
  ],
  ['a rate for the euro', file(`<Cube time='2026-11-20'><Cube currency='EUR' rate='1.0'/></Cube>`)],
  ['nothing we keep', file(`<Cube time='2026-11-20'><Cube currency='CHF' rate='0.93'/></Cube>`)],
  [
    'a document type with entities',
    `<!DOCTYPE x [<!ENTITY a "1.08">]>${file('').replace(/^<\?xml[^>]*>/, '')}`,
  ],
])('%s is refused whole', (_, text) => {
  expect(() => readRatesFile(text)).toThrow(/^(?:it|"|a rate|the file)/)
})
