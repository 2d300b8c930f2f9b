/**
 * Bank accounts of the countries we pay to: forms, checks, masks. Pure and without zod, so that the website may
 * import the values. Texts of problems: `bankAccount.<code>`; of fields: `bankAccount.field.<id>`.
 */
export {
  bankProblemCodes,
  checkBankAccount,
  normalizeBankField,
  problemOfField,
  type BankAccount,
  type BankProblem,
  type BankProblemCode,
  type CheckedBankAccount,
} from './account.ts'
export {
  bankCountries,
  formFor,
  isBankCountry,
  type BankCountry,
  type BankField,
  type BankFieldId,
  type BankForm,
} from './forms.ts'
export {
  groupBankField,
  identityOfBankAccount,
  maskBankAccount,
  routingOf,
  type BankRouting,
  type ClearingMember,
} from './present.ts'
