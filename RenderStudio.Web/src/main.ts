import "./design/tokens.css";
import "./shell/studio-app";
