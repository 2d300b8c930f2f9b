import { useEffect, useRef, useState } from 'react'
import { showMail } from './mail-html.ts'

/**
 * A mail as a mail program shows it, as tall as its content. The sandbox allows no script at all; `same-origin` is
 * only for us to build the content, and links may leave it.
 */
export function MailFrame({ html, title }: { html: string; title: string }) {
  const ref = useRef<HTMLIFrameElement>(null)
  const [height, setHeight] = useState(firstHeight)

  useEffect(() => {
    const document = ref.current?.contentDocument
    if (!document) return undefined
    showMail(document, html)
    const observer = new ResizeObserver(() => setHeight(document.documentElement.offsetHeight))
    observer.observe(document.documentElement)
    return () => observer.disconnect()
  }, [html])

  return (
    <iframe
      ref={ref}
      title={title}
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      height={height}
      className="block w-full rounded-lg border border-line bg-white"
    />
  )
}

const firstHeight = 480
