import { engineKinds } from './engine-kinds.ts';
import { engineSuite } from './engine-suite.ts';

engineSuite('the WebAssembly compiler', engineKinds.jit);
