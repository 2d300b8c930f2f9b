/** Where money can be sent to and what is asked of a recipient there. Pure: the website imports the values. */
export {
  accountFormOf,
  addressLimits,
  corridors,
  corridorTo,
  maxMessageLength,
  maxNameLength,
  purposeCodes,
  type Corridor,
  type PurposeCode,
} from './corridors.ts'
export {
  holderOnOrder,
  messageOnOrder,
  messageProblem,
  nameOnOrder,
  needsLatinName,
  recipientProblemCodes,
  recipientProblems,
  type RecipientAddress,
  type RecipientInput,
  type RecipientProblem,
  type RecipientProblemCode,
} from './recipient.ts'
export { isHanName, toSwiftText } from './swift-text.ts'
