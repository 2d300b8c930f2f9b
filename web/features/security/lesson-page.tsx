import { useMutation } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isLessonName, lessonNames, wrongAnswers, type LessonName } from '../../../contract/lessons.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { RadioCards } from '../../ui/choice.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, PageHeader } from '../../ui/layout.tsx'
import { useLessonProgress } from './lesson-progress.ts'

const paragraphs = ['p1', 'p2', 'p3'] as const
const questions = ['q1', 'q2'] as const
const options = ['o1', 'o2', 'o3'] as const

/** One lesson: a minute to read, two questions, and what to remember after each. Other names never get here. */
export function LessonPage() {
  const { lesson } = useParams({ from: '/public/security-lessons/$lesson' })
  return isLessonName(lesson) ? <Lesson key={lesson} name={lesson} /> : null
}

function Lesson({ name }: { name: LessonName }) {
  const { t } = useTranslation()
  return (
    <article className="mx-auto w-full max-w-2xl pt-4">
      <PageHeader title={t(`lessons.${name}.title`)} back="/security-lessons" />
      <div className="flex flex-col gap-4 text-lg leading-relaxed">
        {paragraphs.map(paragraph => (
          <p key={paragraph}>{t(`lessons.${name}.${paragraph}`)}</p>
        ))}
      </div>
      <Quiz name={name} />
    </article>
  )
}

function Quiz({ name }: { name: LessonName }) {
  const { t } = useTranslation()
  const headingId = useId()
  const { finish } = useLessonProgress()
  const [chosen, setChosen] = useState<(number | undefined)[]>([undefined, undefined])
  const [judged, setJudged] = useState<readonly number[]>()
  const keep = useMutation({ mutationFn: (answers: readonly number[]) => finish(name, answers) })
  const given = chosen.map(answer => answer ?? -1)
  const finished = judged?.length === 0
  function choose(question: number, answer: number) {
    setChosen(chosen.map((before, index) => (index === question ? answer : before)))
    setJudged(undefined)
  }
  function judge() {
    const wrong = wrongAnswers(name, given)
    setJudged(wrong)
    if (wrong.length === 0) keep.mutate(given)
  }
  return (
    <Card className="mt-8 flex flex-col gap-6">
      <h2 id={headingId} className="text-lg font-semibold">
        {t('lessons.quiz')}
      </h2>
      <form
        aria-labelledby={headingId}
        className="flex flex-col gap-6"
        onSubmit={event => {
          event.preventDefault()
          if (!given.includes(-1)) judge()
        }}
      >
        {questions.map((question, index) => (
          <Question
            key={question}
            name={name}
            question={question}
            chosen={chosen[index]}
            verdict={judged === undefined ? undefined : judged.includes(index) ? 'wrong' : 'right'}
            onChoose={answer => choose(index, answer)}
          />
        ))}
        {finished ? null : (
          <Button type="submit" className="w-fit" disabled={given.includes(-1)}>
            {t('lessons.check')}
          </Button>
        )}
      </form>
      {finished ? <Finished name={name} /> : null}
      {keep.error ? <ErrorState error={keep.error} onRetry={() => keep.mutate(given)} /> : null}
    </Card>
  )
}

type QuestionProps = {
  name: LessonName
  question: (typeof questions)[number]
  chosen: number | undefined
  verdict: 'right' | 'wrong' | undefined
  onChoose: (answer: number) => void
}

function Question({ name, question, chosen, verdict, onChoose }: QuestionProps) {
  const { t } = useTranslation()
  const ask = t(`lessons.${name}.${question}.ask`)
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="pb-3 font-medium">{ask}</legend>
      <RadioCards
        label={ask}
        value={chosen === undefined ? '' : String(chosen)}
        options={options.map((option, index) => ({
          value: String(index),
          label: <span className="font-normal">{t(`lessons.${name}.${question}.${option}`)}</span>,
        }))}
        onChange={value => onChoose(Number(value))}
      />
      {verdict === 'right' ? (
        <Alert tone="ok" live title={t('lessons.right')}>
          {t(`lessons.${name}.${question}.why`)}
        </Alert>
      ) : null}
      {verdict === 'wrong' ? (
        <Alert tone="warn" live>
          {t('lessons.wrong')}
        </Alert>
      ) : null}
    </fieldset>
  )
}

function Finished({ name }: { name: LessonName }) {
  const { t } = useTranslation()
  const { done } = useLessonProgress()
  const next = lessonNames.find(other => other !== name && !done.includes(other))
  return (
    <div className="flex flex-col gap-4">
      <Alert tone="ok" live title={t('lessons.finishedTitle')}>
        {next ? t('lessons.finishedText') : t('lessons.allDone')}
      </Alert>
      <div className="flex flex-wrap gap-3">
        {next ? (
          <Link to="/security-lessons/$lesson" params={{ lesson: next }} className={buttonClass()}>
            {t('lessons.next')}
          </Link>
        ) : null}
        <Link to="/security-lessons" className={buttonClass({ variant: 'secondary' })}>
          {t('lessons.all')}
        </Link>
      </div>
    </div>
  )
}
