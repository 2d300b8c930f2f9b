import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskAccountNumber, maskName } from './mask.ts'

describe('names', () => {
  test.each([
    ['张小明', '*小明'],
    ['张伟', '*伟'],
    ['明', '*'],
    ['欧阳娜娜', '*阳娜娜'],
    ['买买提·吐尔逊', '*买提·吐尔逊'],
    ['张 小明', '* 小明'],
    ['𠮷野家', '*野家'],
    ['葛\u{e0100}城', '*城'],
    ['Alice Baker', 'A*** B***'],
    ['  Alice   Baker ', 'A*** B***'],
    ['J', 'J***'],
    ['J R R Tolkien', 'J*** R*** R*** T***'],
    ["O'Brien", 'O***'],
    ['Łukasz Żak', 'Ł*** Ż***'],
    ['محمد علي', 'م*** ع***'],
    ['김철수', '김***'],
    ['やまだ たろう', 'や*** た***'],
    ['王小明 (David Wang)', '王*** (*** W***'],
    ['David 王', 'D*** 王***'],
    ['👨‍👩‍👧 Family', '👨‍👩‍👧*** F***'],
    ['🇨🇳团队', '🇨🇳***'],
    ['👍🏽', '👍🏽***'],
    ['E\u0301lodie', 'E\u0301***'],
    ['किरण', 'कि***'],
    ['\u3000', '***'],
  ])('%s is shown as %s', (name, masked) => {
    expect(maskName(name)).toBe(masked)
  })

  test('of any name no more is shown than one letter of each word, or all but the first Chinese one', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), words => {
        const name = words.join(' ')
        const masked = maskName(name)
        expect(masked.isWellFormed()).toBe(true)
        if (masked.startsWith('*') && !masked.startsWith('***')) {
          expect(name.trim().endsWith(masked.slice(1))).toBe(true)
          expect(masked.length).toBeLessThanOrEqual(name.trim().length)
        } else {
          const letters = new Intl.Segmenter('und', { granularity: 'grapheme' })
          for (const shown of masked.split(' '))
            expect(Array.from(letters.segment(shown.slice(0, -3))).length).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
})

test('of an account number the last four digits are shown', () => {
  expect(maskAccountNumber('812345678901')).toBe('•••• •••• 8901')
})
