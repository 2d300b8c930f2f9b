/** One example body per operation of the staff's realm that has a body; each is parsed in a test. */
export const staffBodyExamples: Record<string, unknown> = {
  staffSignIn: { email: 'mei.lin@okpay.example', password: 'copper lantern river 92' },
  staffProveFactor: { method: 'totp', code: '204817' },
  openInvitation: { token: 'q3Jd8Wm1Z0rXk5vT2uYp7LsN' },
  acceptInvitation: {
    token: 'q3Jd8Wm1Z0rXk5vT2uYp7LsN',
    password: 'copper lantern river 92',
    factor: { method: 'totp', code: '204817' },
  },
  requestApproval: {
    action: { kind: 'lift_restriction', restriction: 'rst_01k9z6v7e8f0a9b1c2d3e4f5g6' },
    reason: 'The customer came to the branch and proved who they are',
    case_ref: 'CS-2026-0001234-7',
  },
  approveApproval: {
    content_hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    note: 'Identity card seen',
  },
  rejectApproval: {
    content_hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    note: 'The investigation is not closed',
  },
  searchCustomers: { query: 'alice@example.com' },
  revealCustomer: {
    fields: ['email', 'phone'],
    reason: 'The customer asked to be called back about a missing top-up',
    case_ref: 'CS-2026-0001234-7',
  },
  freezeCustomer: {
    scope: 'debit',
    reason_code: 'frozen_by_support',
    reason: 'The customer reports a stolen phone and asks for a freeze',
  },
  recordIdentityCheck: {
    passed: true,
    evidence: ['video_call', 'recent_transactions'],
    findings: 'Spoke on video with the passport in hand; knew the last three payments.',
  },
  endCustomerSessions: { reason: 'The customer reports a stolen phone' },
  verifyAuditChain: {},
  createSchedule: { kind: 'fees' },
  saveSchedule: {
    revision: 3,
    based_on: 2,
    starts_at: '2027-02-01T00:00:00Z',
    change: { en: 'Transfers abroad in euro cost less.', 'zh-CN': '欧元境外汇款降价。' },
  },
  decideBankFile: {
    decision: 'release',
    explanation: 'The account it reports on is configured now; read it again.',
  },
  explainBankBreak: { explanation: 'The bank booked its monthly charge; told by telephone and letter.' },
}
