/**
 * Why a bank refused a payment or brought it back, in words customers have: `reasons.<reason>` of the messages. Banks say
 * it by the external codes of ISO 20022 (ExternalStatusReason1Code, ExternalReturnReason1Code), of which there are
 * hundreds; what is in no group is `bank_refused`.
 */
export const bankReasons = [
  'account_number_wrong',
  'account_closed_at_bank',
  'account_blocked_at_bank',
  'account_type_refuses',
  'holder_name_wrong',
  'bank_code_wrong',
  'refused_by_account_holder',
  'required_by_law',
  'duplicate_at_bank',
  'bank_unreachable',
  'asked_back',
  'bank_refused',
] as const
export type BankReasonWord = (typeof bankReasons)[number]

const groups: Readonly<Record<Exclude<BankReasonWord, 'bank_refused'>, readonly string[]>> = {
  account_number_wrong: ['AC01', 'AC02', 'AC03', 'AC14', 'BE05'],
  account_closed_at_bank: ['AC04', 'AC05', 'AC07', 'MD07'],
  account_blocked_at_bank: ['AC06', 'AC15'],
  account_type_refuses: ['AG01', 'AG03', 'AC13', 'AM03', 'CURR'],
  holder_name_wrong: ['BE01', 'BE04', 'BE06', 'BE22'],
  bank_code_wrong: ['RC01', 'RC03', 'RC04', 'AGNT', 'RC07'],
  refused_by_account_holder: ['CUST', 'MS02', 'SL01', 'NOAS'],
  required_by_law: ['RR01', 'RR02', 'RR03', 'RR04', 'LEGL', 'FR01', 'FRAD'],
  duplicate_at_bank: ['AM05', 'DUPL'],
  bank_unreachable: ['AB05', 'AB06', 'AB08', 'TECH', 'ED05', 'TM01'],
  asked_back: ['FOCR', 'DS02', 'DS24'],
}

const byCode = new Map(
  Object.entries(groups).flatMap(([word, codes]) => codes.map(code => [code, word] as const)),
)

/** The word for a bank's code. */
export function bankReasonOf(code: string): BankReasonWord {
  const word = byCode.get(code)
  return bankReasons.find(known => known === word) ?? 'bank_refused'
}
