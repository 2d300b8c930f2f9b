import { Link } from '@tanstack/react-router'
import { BookOpen, ChevronRight, CircleCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { lessonNames } from '../../../contract/lessons.ts'
import { Badge } from '../../ui/badge.tsx'
import { PageHeader } from '../../ui/layout.tsx'
import { List, RowContent, rowClass } from '../../ui/list.tsx'
import { useLessonProgress } from './lesson-progress.ts'

/** The lessons, each a minute, and which of them are done. */
export function LessonsPage() {
  const { t } = useTranslation()
  const { done, signedIn } = useLessonProgress()
  const all = lessonNames.length
  return (
    <div className="mx-auto w-full max-w-2xl pt-4">
      <PageHeader
        title={t('lessons.title')}
        intro={t('lessons.intro')}
        action={
          <Badge tone={done.length === all ? 'ok' : 'neutral'}>
            {t('lessons.progress', { done: done.length, all })}
          </Badge>
        }
      />
      <List label={t('lessons.title')}>
        {lessonNames.map(name => (
          <li key={name}>
            <Link to="/security-lessons/$lesson" params={{ lesson: name }} className={rowClass}>
              <RowContent
                icon={done.includes(name) ? <CircleCheck className="text-ok" /> : <BookOpen />}
                title={t(`lessons.${name}.title`)}
                detail={done.includes(name) ? t('lessons.done') : t('lessons.minute')}
              />
              <ChevronRight aria-hidden className="size-4.5 shrink-0 text-muted rtl:-scale-x-100" />
            </Link>
          </li>
        ))}
      </List>
      {signedIn ? null : <p className="pt-4 text-sm text-muted">{t('lessons.kept')}</p>}
    </div>
  )
}
