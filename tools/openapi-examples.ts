/**
 * One example body per operation that has a body. A test parses each with its operation's own schema, so an
 * example in the documentation always works.
 */
export const bodyExamples: Record<string, unknown> = {
  register: {
    name: '陈小明',
    email: 'xiaoming@example.com',
    phone: '+8613800138000',
    password: 'correct horse battery staple',
    terms_version: '2026-01-01',
    locale: 'zh-CN',
  },
  confirmEmail: { code: '204817' },
  confirmEmailByLink: { token: 'q3Jd8Wm1Z0rXk5vT2uYp7LsN' },
  signIn: { email: 'xiaoming@example.com', password: 'correct horse battery staple', delivery: 'token' },
  updateMe: { locale: 'en' },
  lookUpRecipient: { recipient: 'alice@example.com' },
  previewTransfer: { recipient: 'alice@example.com', amount: { value: '25.00', currency: 'EUR' } },
  createTransfer: {
    recipient: 'alice@example.com',
    amount: { value: '25.00', currency: 'EUR' },
    note: 'Lunch on Friday',
    expected_fee: { value: '0.00', currency: 'EUR' },
  },
  previewDeposit: { amount: { value: '100.00', currency: 'EUR' }, method: 'card' },
  createDeposit: { amount: { value: '100.00', currency: 'EUR' }, method: 'card' },
  advanceTestClock: { advance_seconds: 3600 },
}
