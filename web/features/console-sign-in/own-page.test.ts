import { expect, test } from 'vitest'
import { consolePage } from './own-page.ts'

test.each([
  ['/console/approvals?approval=apr_1', '/console/approvals?approval=apr_1'],
  ['/console', '/console'],
  [undefined, '/console'],
  ['', '/console'],
  ['https://evil.example/console', '/console'],
  ['//evil.example/console', '/console'],
  ['/consolex', '/console'],
  ['/app', '/console'],
  ['/console/sign-in?next=/console', '/console'],
  ['/console/invitation', '/console'],
])('%j leads to %s', (next, expected) => {
  expect(consolePage(next)).toBe(expected)
})
