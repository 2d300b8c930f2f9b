/**
 * The short security lessons. Their texts are in the web's messages (`lessons.<name>`); here is what both sides must
 * know: which there are, in which order, and the right answer of each quiz, counted from 0. The answers are no secret:
 * the quiz is there to be learned from.
 */
export const lessons = {
  code: { answers: [1, 2] },
  imitation: { answers: [2, 0] },
  safe_account: { answers: [0, 2] },
  password: { answers: [1, 1] },
  device: { answers: [2, 0] },
  remote: { answers: [0, 1] },
} as const satisfies Record<string, { answers: readonly number[] }>

export type LessonName = keyof typeof lessons

export const lessonNames = Object.keys(lessons).filter(isLessonName)

export function isLessonName(text: string): text is LessonName {
  return Object.hasOwn(lessons, text)
}

/** Which questions were answered wrongly, counted from 0; none means that the lesson is done. */
export function wrongAnswers(lesson: LessonName, given: readonly number[]): number[] {
  return lessons[lesson].answers.flatMap((right, question) => (given[question] === right ? [] : [question]))
}
