import type { PublicDeclaration } from './public-face.ts';

/** Where the report of a package is, from the root of the repository. */
export const apiReportPath = (name: string): string => `packages/${name}/api.md`;

/** A name of another file without the file, which has no part in what others see. */
const withoutFiles = (text: string): string => text.replaceAll(/import\("[^"]+"\)\./g, '');

/** What a package gives to others, in the form in which it is kept beside the package: a change of it is seen in a diff. */
export const apiReport = (name: string, face: readonly PublicDeclaration[]): string =>
  `# API of \`@hartlab/${name}\`

${new Set(face.map(({ name }) => name)).size} names. \`pnpm api\` writes this file; a test says when it is not current.

\`\`\`ts
${face.map(({ text }) => `${withoutFiles(text)}\n`).join('\n')}\`\`\`
`;
