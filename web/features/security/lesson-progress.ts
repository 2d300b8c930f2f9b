import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { isLessonName, type LessonName } from '../../../contract/lessons.ts'
import { api } from '../../lib/api.ts'
import { queryClient } from '../../lib/queries.ts'
import { seemsSignedIn } from '../../lib/session-hint.ts'
import { lessonsQuery } from './queries.ts'

const storageKey = 'okpay.lessons'

/** Lessons done on this device by somebody who is not signed in. */
function keptHere(): LessonName[] {
  try {
    return (localStorage.getItem(storageKey) ?? '').split(',').filter(isLessonName)
  } catch {
    // A browser that keeps nothing: the lessons can be read all the same.
    return []
  }
}

function keepHere(done: readonly LessonName[]): void {
  try {
    localStorage.setItem(storageKey, done.join(','))
  } catch {
    // As above: nothing is kept, and nothing depends on it.
  }
}

export type LessonProgress = {
  done: readonly LessonName[]
  signedIn: boolean
  /** Keeps a lesson whose quiz was answered rightly: with the account, or on this device. */
  finish: (lesson: LessonName, answers: readonly number[]) => Promise<void>
}

/** Which lessons are done, wherever that is kept. */
export function useLessonProgress(): LessonProgress {
  const signedIn = seemsSignedIn()
  const [here, setHere] = useState(keptHere)
  const { data } = useQuery({ ...lessonsQuery, enabled: signedIn })
  const account = data?.data.flatMap(({ name, completed_at: at }) => (at === null ? [] : [name])) ?? []
  return {
    signedIn,
    done: signedIn ? account : here,
    async finish(lesson, answers) {
      if (signedIn) {
        await api('completeLesson', { params: { lesson }, body: { answers: [...answers] } })
        await queryClient.invalidateQueries({ queryKey: ['security'] })
        return
      }
      const next = Array.from(new Set([...here, lesson]))
      keepHere(next)
      setHere(next)
    },
  }
}
