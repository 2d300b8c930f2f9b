import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromTypeId, idPrefixes, toTypeId, type IdKind } from './ids.ts'

const kinds = Object.keys(idPrefixes) as IdKind[]
const kind = fc.constantFrom(...kinds)
const uuid = fc.uuid()

test('comes back as the UUID it was, for every kind', () => {
  fc.assert(
    fc.property(kind, uuid, (name, id) => {
      const typed = toTypeId(name, id)
      expect(typed).toMatch(/^[a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25}$/)
      expect(fromTypeId(name, typed)).toBe(id)
    }),
    { numRuns: 1_000 },
  )
})

/** From the specification's own test vectors (jetify-com/typeid, spec/valid.yml). */
test.each([
  ['00000000-0000-0000-0000-000000000000', '00000000000000000000000000'],
  ['00000000-0000-0000-0000-000000000001', '00000000000000000000000001'],
  ['00000000-0000-0000-0000-00000000000a', '0000000000000000000000000a'],
  ['00000000-0000-0000-0000-000000000010', '0000000000000000000000000g'],
  ['00000000-0000-0000-0000-000000000020', '00000000000000000000000010'],
  ['ffffffff-ffff-ffff-ffff-ffffffffffff', '7zzzzzzzzzzzzzzzzzzzzzzzzz'],
  ['0110c853-1d09-52d8-d73e-1194e95b5f19', '0123456789abcdefghjkmnpqrs'],
  ['01890a5d-ac96-774b-bcce-b302099a8057', '01h455vb4pex5vsknk084sn02q'],
])('%s is %s', (id, suffix) => {
  expect(toTypeId('transfer', id)).toBe(`tr_${suffix}`)
  expect(fromTypeId('transfer', `tr_${suffix}`)).toBe(id)
})

test('keeps the order of the UUIDs, so that later ids stay later', () => {
  fc.assert(
    fc.property(uuid, uuid, (one, other) => {
      expect(toTypeId('event', one) < toTypeId('event', other)).toBe(one < other)
    }),
  )
})

test('an id of one kind is none of another', () => {
  fc.assert(
    fc.property(kind, kind, uuid, (name, other, id) => {
      fc.pre(name !== other)
      expect(fromTypeId(other, toTypeId(name, id))).toBeUndefined()
    }),
  )
})

test('nothing else is an id: another text is refused or writes the same', () => {
  const nearly = fc.string({
    unit: fc.constantFrom(...Array.from('0123456789abcdefghijklmnopqrstuvwxyzILOU_')),
    maxLength: 26,
  })
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        nearly,
        nearly.map(text => `tr_${text}`),
      ),
      text => {
        const id = fromTypeId('transfer', text)
        expect(id === undefined || toTypeId('transfer', id) === text).toBe(true)
      },
    ),
    { numRuns: 3_000 },
  )
})

test.each([
  ['no prefix', '01h455vb4pex5vsknk084sn02q'],
  ['another prefix', 'cus_01h455vb4pex5vsknk084sn02q'],
  ['capitals', 'tr_01H455VB4PEX5VSKNK084SN02Q'],
  ['a letter that looks like another', 'tr_01h455vb4pex5vsknk084sn02l'],
  ['a letter too few', 'tr_01h455vb4pex5vsknk084sn02'],
  ['a letter too many', 'tr_01h455vb4pex5vsknk084sn02q0'],
  ['more than 128 bits', 'tr_8zzzzzzzzzzzzzzzzzzzzzzzzz'],
  ['a plain UUID', '01890a5d-ac96-774b-bcce-b302099a8057'],
  ['nothing', ''],
])('refuses %s', (_, text) => {
  expect(fromTypeId('transfer', text)).toBeUndefined()
})

test('refuses to write what is not a UUID as PostgreSQL prints it', () => {
  for (const text of ['', 'x', '01890A5D-AC96-774B-BCCE-B302099A8057', '01890a5dac96774bbcceb302099a8057'])
    expect(() => toTypeId('transfer', text)).toThrow(RangeError)
})
